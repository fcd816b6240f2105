import json
import os
from collections.abc import Callable
from itertools import count

import pytest

from demux_core.jobs import Job, JobProgress, find_job, job_queue, processes
from demux_core.workflows.annotation_queue import choose_next_points
from demux_core.workflows.preparation_jobs import start_prepare
from demux_core.workspace.label_log import add_label
from demux_core.workspace.prepared import open_prepared, record_prepared
from demux_core.workspace.project import (
    Project,
    archive_project,
    create_project,
    list_projects,
    open_project,
    reload_project,
)
from demux_core.workspace.project_files import load_file, put_file
from demux_core.workspace.saved_selections import open_saved
from tests.helpers.app_pages import Visit, button, text_of
from tests.helpers.fabricated_project import (
    POOL,
    TARGET,
    annotatable_project,
    prepared_project,
    project_with_files,
    write,
)


def train_on(project: Project) -> None:
    """Give a prepared project English labels and a test, as if it had been prepared with them."""
    for role in ("train", "test"):
        put_file(project, role, f"{role}.csv", b"text,label,lang\nhello,a,en\nbye,b,en\n")
    train = load_file(reload_project(project.slug), "train")
    manifest = project.prepared_folder / "prepare.json"
    trained = {"name": "train", "rows": len(train), "content_hash": train.content_hash}
    write(manifest, {**json.loads(manifest.read_text()), "training": trained})
    record_prepared(project, project.prepared_folder)


@pytest.fixture
def idle(monkeypatch: pytest.MonkeyPatch) -> None:
    """Jobs start, but nothing happens in them."""
    monkeypatch.setattr(processes, "start", lambda *_: (os.getpid(), 0.0))
    monkeypatch.setattr(processes, "end", lambda *_: None)


def test_a_first_visitor_reads_what_the_product_does_and_where_it_does_not_pay(visit: Visit) -> None:
    app = visit("overview")
    assert app.title[0].value == "Which texts should you label?"
    text = text_of(app)
    assert "95% interval" in text
    assert "The lines at the ends of the bars are 95% intervals of the gain over no labels." in text
    assert "chosen labels are not clearly better than random ones" in text


def test_one_click_leads_to_a_project_for_own_files_and_makes_no_second_empty_one(visit: Visit) -> None:
    app = visit("overview")
    button(app, "Try it with my files").click().run()
    assert not app.exception
    assert app.title[0].value == "Data"
    assert open_project("my-texts") is not None
    app.switch_page("pages/overview.py").run()
    archive_project(open_project("my-texts"))
    app.run()
    button(app, "Try it with my files").click().run()
    app.switch_page("pages/report.py").run()
    assert [project.archived for project in list_projects()].count(False) == 1


def test_a_visitor_with_a_project_sees_its_next_step_first(visit: Visit) -> None:
    prepared_project("Mine")
    app = visit("overview")
    assert app.title[0].value == "Overview"
    assert "Next for **Mine**" in app.main.markdown[0].value
    assert "Try it with my files" not in [button.label for button in app.button]


def test_a_missing_project_name_is_an_error_on_the_page(visit: Visit) -> None:
    create_project("p")
    app = visit("overview")
    button(app, "Create project").click().run()
    assert "1 to 80 characters" in app.error[0].value


def test_each_card_lists_what_its_project_has_and_still_needs(visit: Visit) -> None:
    create_project("Empty")
    prepared_project("Ready")
    empty, ready = [card.value for card in visit("overview").markdown if "Labelled English" in card.value][
        ::-1
    ]
    assert "Source pool · required" in empty
    assert "Source pool · 60 rows" in ready
    assert "Labelled test · optional" in ready


@pytest.mark.parametrize(
    ("make", "title"),
    [
        (create_project, "Add the pool"),
        (project_with_files, "Choose the texts to label"),
        (prepared_project, "Look at the chosen texts"),
    ],
)
def test_the_next_step_follows_from_the_state_of_the_project(
    visit: Visit, make: Callable[[str], object], title: str
) -> None:
    make("p")
    assert f"**{title}.**" in text_of(visit("overview"))


@pytest.mark.parametrize(
    ("labels", "title"), [("", "Label the chosen texts"), (",a", "Measure what labels gain")]
)
def test_the_next_step_for_a_pool_without_labels_is_to_annotate(
    visit: Visit, labels: str, title: str
) -> None:
    lines = POOL.strip().splitlines()
    pool = "\n".join([lines[0] + (",label" if labels else ""), *(line + labels for line in lines[1:])])
    project = annotatable_project(pool, ".csv", TARGET)
    train_on(project)
    assert f"**{title}.**" in text_of(visit("overview"))


def test_the_next_step_while_texts_are_labelled_is_to_go_on_and_then_to_train(visit: Visit) -> None:
    project = annotatable_project(POOL, ".csv", TARGET)
    pool = load_file(project, "pool")
    prepared = open_prepared(project)
    project, kept = choose_next_points(project, prepared, "random", 3)
    rows = [pool.frame["id"].tolist().index(name) for name in open_saved(kept)["id"]]
    add_label(project, pool, rows[0], "a")
    page = visit("overview")
    assert "**Go on labelling.** 2 of the 3 chosen texts have no label yet." in text_of(page)
    for row in rows[1:]:
        add_label(project, pool, row, "b")
    assert "**Go on labelling.**" not in text_of(visit("overview"))
    train_on(project)
    assert "**Train the model on your labels.**" in text_of(visit("overview"))


def test_a_card_opens_its_project(visit: Visit) -> None:
    create_project("older")
    create_project("newer")
    app = visit("overview")
    app.button(key="choose_older").click().run()
    assert app.sidebar.selectbox(key="project").value == "older"


def test_a_card_renames_its_project(visit: Visit) -> None:
    create_project("first")
    app = visit("overview")
    app.text_input(key="name_first").set_value("Second")
    button(app, "Rename").click().run()
    assert "Second" in text_of(app)
    app.text_input(key="name_first").set_value(" ")
    button(app, "Rename").click().run()
    assert "1 to 80 characters" in app.error[0].value
    assert open_project("first").name == "Second"


def test_an_archived_project_is_hidden_and_can_be_restored_unchanged(visit: Visit) -> None:
    project = project_with_files("kept")
    create_project("other")
    app = visit("overview")
    app.button(key="archive_kept").click().run()
    assert app.sidebar.selectbox(key="project").options == ["other"]
    app.button(key="restore_kept").click().run()
    assert app.sidebar.selectbox(key="project").value == "kept"
    assert open_project("kept") == project


def test_the_last_project_can_be_archived_and_restored(visit: Visit) -> None:
    archive_project(create_project("only"))
    app = visit("overview")
    assert app.title[0].value == "Which texts should you label?"
    app.button(key="restore_only").click().run()
    assert not list_projects()[0].archived


def test_an_active_job_shows_its_progress_and_can_be_cancelled(visit: Visit, idle: None) -> None:
    job = start_prepare(project_with_files("Greetings"))
    job_queue.record_heartbeat(job.id, 1, JobProgress("Encoding the pool: 12 of 60", 200, 1_000))
    app = visit("overview")
    assert "Preparing Greetings :blue-badge" in text_of(app)
    assert "12 of 60" in app.main.get("progress")[0].proto.text
    app.button(key=f"table_cancel_{job.id}").click().run()
    assert find_job(job.id).state == "cancelled"
    assert "Cancelled" in text_of(app)


def test_a_failed_job_shows_its_error_and_can_be_retried(visit: Visit, idle: None) -> None:
    job = start_prepare(project_with_files())
    job.log.path.parent.mkdir(parents=True, exist_ok=True)
    job.log.path.write_text("reading\nerror: there is no such model\n")
    job_queue.record_end(job.id, 1, "failed")
    app = visit("overview")
    assert "there is no such model" in text_of(app)
    assert "reading" in app.code[0].value
    app.button(key=f"table_retry_{job.id}").click().run()
    assert find_job(job.id).active


@pytest.mark.parametrize(
    "ending_call", [2, 4]
)  # of the sidebar and of the table, each after one of the page itself
def test_the_page_is_drawn_again_when_one_of_several_jobs_ends(
    visit: Visit, idle: None, monkeypatch: pytest.MonkeyPatch, ending_call: int
) -> None:
    app = visit("overview")
    project = prepared_project("Greetings")
    first = start_prepare(project)
    job_queue.submit(["workspace", "check"], "other", "Another job")
    reap_and_start, calls = job_queue.reap_and_start, count(1)

    def one_ends_meanwhile() -> list[Job]:
        if next(calls) == ending_call:
            job_queue.record_end(first.id, 1, "done")
        return reap_and_start()

    monkeypatch.setattr(job_queue, "reap_and_start", one_ends_meanwhile)
    app.run()
    assert not app.exception
    assert "Preparing Greetings :green-badge[:material/check_circle: Done]" in text_of(app)
    assert "Prepared" in app.sidebar.markdown[0].value
    assert "Another job" in app.sidebar.get("progress")[0].proto.text


def test_an_ended_job_tells_its_project_how_long_it_took_and_when_it_ended(visit: Visit, idle: None) -> None:
    project = project_with_files("Greetings")
    job = job_queue.submit(["workspace", "check"], "other", "Experiment Trial", project.id)
    job_queue.record_end(job.id, 1, "done")
    said = text_of(visit("overview"))
    assert r"Experiment Trial · Greetings" in said
    assert "1 s, ended " in said


def test_without_jobs_the_page_explains_what_starts_one(visit: Visit) -> None:
    create_project("p")
    assert "No jobs yet" in text_of(visit("overview"))


def test_a_project_is_deleted_only_when_its_name_is_typed(visit: Visit, idle: None) -> None:
    for name in ("kept", "gone"):
        create_project(name)
    app = visit("overview")
    delete = next(b for b in app.button if b.label == "Delete for good" and b.form_id == "delete_gone")
    app.text_input(key="delete_name_gone").set_value("kept")
    delete.click().run()
    assert "nothing was deleted" in app.error[0].value
    assert open_project("gone")
    app.text_input(key="delete_name_gone").set_value("gone")
    next(b for b in app.button if b.label == "Delete for good" and b.form_id == "delete_gone").click().run()
    assert not app.exception
    assert [project.slug for project in list_projects()] == ["kept"]


def test_a_card_duplicates_its_project(visit: Visit, idle: None) -> None:
    create_project("kept")
    app = visit("overview")
    app.button(key="duplicate_kept").click().run()
    assert not app.exception
    assert [project.name for project in list_projects()] == ["kept (2)", "kept"]

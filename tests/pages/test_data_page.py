import json
import os
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Button, Selectbox

from demux_core.cli import main
from demux_core.jobs import job_queue
from demux_core.strategies.display import strategy_title
from demux_core.workflows.annotation_queue import open_queue
from demux_core.workflows.annotation_rounds import Round, write_round
from demux_core.workflows.expectations import ensure_expectation, keep_expectation, run_expectation
from demux_core.workflows.preflight import Advice
from demux_core.workflows.preparation_jobs import prepare_job
from demux_core.workspace.prepared import prepared_key, record_prepared
from demux_core.workspace.project import Role, create_project, open_project, reload_project
from demux_core.workspace.project_files import change_settings, load_file, put_file
from tests.helpers.fabricated_project import (
    GOLD,
    POOL,
    SENTENCES,
    TARGET,
    annotatable_project,
    prepared_project,
    project_with_files,
)

Visit = Callable[..., AppTest]


def text_of(app: AppTest) -> str:
    return "\n".join(element.value for element in [*app.markdown, *app.caption])


def button(app: AppTest, label: str) -> Button:
    return next(button for button in app.button if button.label == label)


def column(app: AppTest, label: str) -> Selectbox:
    return next(box for box in app.selectbox if box.label == label)


def upload(app: AppTest, role: str, name: str, content: str | bytes) -> AppTest:
    data = content if isinstance(content, bytes) else content.encode()
    uploader = next(u for u in app.file_uploader if u.key.startswith(f"upload_{role}_"))
    return uploader.set_value((name, data, "text/plain")).run()


def test_the_first_visit_offers_to_make_a_project(visit: Visit) -> None:
    app = visit()
    assert app.title[0].value == "Data"
    assert "No project yet" in text_of(app)
    assert not app.file_uploader


def test_a_newcomer_makes_a_project_and_adds_the_files(visit: Visit) -> None:
    app = visit()
    app.text_input[0].set_value("My intents")
    button(app, "Create project").click().run()
    assert "Next: add the source pool" in text_of(app)
    upload(app, "pool", "texts.csv", POOL)
    assert "60 rows · Text classification" in text_of(app)
    assert "Next: add the target sample" in text_of(app)
    upload(app, "target", "sample.csv", TARGET)
    assert not app.exception
    assert app.button(key="prepare").label == "Choose my texts"
    assert set(open_project("my-intents").uploads) == {"pool", "target"}


def test_a_path_on_the_server_is_asked_for_only_where_there_are_roots(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    project_with_files()
    assert not [field for field in visit().text_input if field.label == "Path on the server"]
    monkeypatch.setenv("DEMUX_DATA_ROOTS", "/srv/pools")
    app = visit()
    field = next(field for field in app.text_input if field.label == "Path on the server")
    field.set_value("/etc/passwd")
    button(app, "Add").click().run()
    assert "must be below one of /srv/pools" in app.error[0].value.replace("\\", "")
    monkeypatch.setenv("DEMUX_DATA_ROOTS", "pools")
    assert "must be absolute paths" in visit().error[0].value


def test_a_project_without_a_name_is_an_error_in_place(visit: Visit) -> None:
    app = visit()
    button(app, "Create project").click().run()
    assert "1 to 80 characters" in app.error[0].value


def test_a_bad_upload_shows_one_error_with_the_file_and_keeps_what_was_stored(visit: Visit) -> None:
    project = project_with_files()
    app = visit()
    upload(app, "pool", "broken.csv", b"text,lang\n\xc3\xa9t\xc3\xa9\xff,en\n")
    assert len(app.error) == 1
    assert "broken\\.csv" in app.error[0].value
    assert "stored files are unchanged" in app.error[0].value
    assert open_project(project.slug) == project
    upload(app, "pool", "broken.csv", POOL)
    assert not app.error


def test_languages_notes_and_a_preview_are_shown(visit: Visit) -> None:
    project_with_files()
    app = visit()
    languages = app.dataframe[0].value
    assert languages["language"].tolist() == ["Hindi · hi", "English · en", "Urdu · ur"]
    assert languages["rows"].tolist() == [30, 20, 10]
    assert "no exact duplicates" in text_of(app)
    assert "No row is in more than one file" in text_of(app)
    assert len(app.table[0].value) == 6


def test_markup_in_a_file_is_shown_and_not_interpreted(visit: Visit) -> None:
    project_with_files()
    app = visit()
    upload(app, "pool", "my pool.csv", "text,lang\n![a](http://example.org/a.png) :material/home:,en\nb,en\n")
    shown = app.table[0].value.iloc[0, 0]
    assert shown.startswith("\\!\\[a\\]\\(http\u2060\\:")  # without the joiner it would be a link


def test_a_prepared_project_says_so_and_leads_on(visit: Visit) -> None:
    prepared_project()
    assert "Prepared. Next: look at the chosen texts, then label them." in text_of(visit())


def test_a_prepared_project_without_labels_shows_the_texts_to_label_first(visit: Visit) -> None:
    run_expectation(prepared_project(uncertain=False).slug)  # as preparing does at its end
    app = visit()
    assert app.subheader[0].value == "The 12 texts to label first"
    assert "without any label" in text_of(app)
    assert len(app.dataframe[0].value) == 12
    assert app.dataframe[0].value["reason"].str.len().min() > 0
    button(app, "Compare ways to choose").click().run()
    assert app.title[0].value == "Selection"
    assert "RANDOM" in text_of(app)


def test_a_project_prepared_without_the_comparison_is_compared_in_the_background(visit: Visit) -> None:
    project = prepared_project(uncertain=False)
    assert "The 12 texts to label first" not in [title.value for title in visit().subheader]
    job = ensure_expectation(project)
    assert job is not None
    assert main(job.request.arguments) == 0  # what the job runs
    assert visit().subheader[0].value == "The 12 texts to label first"


def test_files_that_have_to_be_prepared_again_are_not_compared(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    project, _ = put_file(prepared_project(), "target", "more.csv", "text,lang\nएक,ne\nदुई,ne\n".encode())
    monkeypatch.setattr("demux_core.jobs.processes.start", lambda *_: (os.getpid(), None))
    app = visit()
    app.button(key="prepare").click().run()
    assert [job.request.title for job in job_queue.reap_and_start()] == [f"Preparing {project.name}"]


def test_where_no_measured_target_is_like_this_one_that_stands_out(visit: Visit) -> None:
    project = prepared_project(uncertain=False)
    reason = "No target is like yours: there is no evidence here. COVER is proposed because it is good."
    keep_expectation(project, prepared_key(project), Advice("cover", reason, 12, None, None, {}))
    said = text_of(visit()).replace("\\", "")
    assert "yours: **there is no evidence here**. COVER is proposed" in said


def test_one_target_text_is_not_compared_and_the_page_says_what_to_add(visit: Visit) -> None:
    annotatable_project(POOL, ".csv", "text,lang\nनमस्कार,ne\n")
    app = visit()
    assert [info.value.replace("\\", "") for info in app.info] == [
        "A comparison needs at least two target texts, got one; add some to the target sample."
    ]
    assert not app.error
    assert "Only 1 text: which texts are chosen then depends much on it;" in text_of(app)


def test_a_small_target_sample_is_warned_about(visit: Visit) -> None:
    create_project("p")
    app = visit()
    upload(app, "target", "sample.csv", TARGET)
    said = "Only 8 texts: which texts are chosen then depends much on them; add more if you can."
    assert said in text_of(app)
    upload(app, "target", "more.csv", "text,lang\nएक,ne\nदुई,ne\n")
    assert "depends much" not in text_of(app)


def test_a_failed_comparison_is_shown_until_the_files_change(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("demux_core.jobs.processes.start", lambda *_: (os.getpid(), None))
    job = ensure_expectation(prepared_project())
    assert job is not None
    job_queue.record_end(job.id, 1, "failed")
    app = visit()
    assert app.error[0].value.startswith("The comparison with measured targets failed")
    upload(app, "target", "my target.csv", TARGET.replace("नमस्कार", "धन्यवाद"))
    assert "prepare again" in text_of(app)
    assert not app.error
    app.button(key="prepare").click().run()
    assert not app.error


def test_the_texts_to_label_first_are_labelled_with_one_click(visit: Visit) -> None:
    project = prepared_project(uncertain=False)
    run_expectation(project.slug)
    app = visit()
    shown = app.dataframe[0].value["text"].tolist()
    button(app, "Label them here").click().run()
    assert app.title[0].value == "Annotate"
    pool = load_file(project, "pool")
    queue = open_queue(reload_project(project.slug), pool)
    assert queue is not None
    assert [pool.texts[row] for row in queue.rows] == shown


def test_other_visits_compare_what_was_recommended_there(visit: Visit) -> None:
    project = prepared_project(uncertain=False)
    advice = run_expectation(project.slug)
    app = visit("selection")
    assert app.toggle(key=f"use_{advice['strategy']}").value
    assert visit("annotate").selectbox(key="strategy_first").value == advice["strategy"]
    assert f"Chosen by **{strategy_title(advice['strategy'])}**" in text_of(visit())


def test_a_changed_file_asks_to_prepare_again(visit: Visit) -> None:
    prepared_project()
    app = visit()
    upload(app, "pool", "other.csv", POOL.replace("hello", "goodbye"))
    assert "prepare again" in text_of(app)
    assert app.button(key="prepare").label == "Prepare again"


def test_labelled_target_data_that_came_later_can_be_prepared_and_the_run_stays_usable(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = prepared_project(gold=True)
    app = visit()
    assert not [button for button in app.button if button.key == "prepare"]
    upload(app, "gold", "my gold.csv", GOLD.replace("greet", "meet"))
    assert "Prepared. Next" in text_of(app)
    assert not visit("selection").warning
    monkeypatch.setattr("demux_core.jobs.processes.start", lambda *_: (os.getpid(), None))
    assert app.button(key="prepare").label == "Prepare again"
    app.button(key="prepare").click().run()
    assert prepare_job(project).active


def test_where_words_have_no_vectors_yet_the_project_can_be_prepared_again(visit: Visit) -> None:
    project = annotatable_project(SENTENCES, ".jsonl", SENTENCES)
    assert not [button for button in visit().button if button.key == "prepare"]
    for path in project.prepared_folder.glob("*/words.npy"):
        path.unlink()
    record_prepared(project, project.prepared_folder)
    app = visit()
    assert "Prepared. Next" in text_of(app)
    assert "Prepare again to use TOKEN-NN" in text_of(app)
    assert app.button(key="prepare").label == "Prepare again"


@pytest.mark.parametrize(("start", "goes_back"), [("en-ft", True), ("none", False)])
def test_where_a_round_s_model_chooses_it_is_said_that_preparing_goes_back_before_it(
    visit: Visit, start: str, goes_back: bool
) -> None:
    project = prepared_project()  # by a model whose fingerprint is "none"
    put_file(project, "gold", "my gold.csv", GOLD.encode())
    write_round(project, Round(1, "random", 2, "labels", start, ("a", "b"), run="some"))
    assert ("model from before the annotation rounds" in text_of(visit())) == goes_back


def test_a_task_that_does_not_fit_is_an_error_in_place(visit: Visit) -> None:
    project = project_with_files()
    app = visit()
    app.selectbox(key=f"task_{project.slug}").set_value("qa").run()
    assert "my pool\\.csv" in app.error[0].value
    assert open_project(project.slug).task is None


def test_an_open_page_shows_what_was_chosen_elsewhere_and_undoes_nothing(visit: Visit) -> None:
    project = project_with_files()
    app = visit()
    change_settings(project, "sequence", "people/theirs")
    app.run()
    task = app.selectbox(key=f"task_{project.slug}")
    assert (task.value, app.text_input(key=f"model_{project.slug}").value) == ("sequence", "people/theirs")
    change_settings(project, "sequence", "people/newer")
    task.set_value("automatic").run()
    now = open_project(project.slug)
    assert (now.task, now.model) == (None, "people/newer")
    assert not app.exception


def test_a_removed_file_is_asked_for_again(visit: Visit) -> None:
    project_with_files()
    app = visit()
    app.button(key="remove_target_my target.csv").click().run()
    assert "Next: add the target sample" in text_of(app)


def test_several_files_of_one_role_are_taken_at_once_and_listed_with_their_rows(visit: Visit) -> None:
    project = create_project("p")
    app = visit()
    uploader = next(u for u in app.file_uploader if u.key.startswith("upload_pool_"))
    more = "text,lang\nhello again,en\nhello again,en\n"
    uploader.set_value([("a.csv", POOL.encode(), "text/csv"), ("b.csv", more.encode(), "text/csv")]).run()
    assert "61 rows · Text classification" in text_of(app)
    assert "1 row\\]" in text_of(app) or "1 row]" in text_of(app)
    put_file(open_project(project.slug), "pool", "c.csv", more.encode())
    assert "all rows are in the other files, too" in text_of(app.run())
    app.button(key="remove_pool_a.csv").click().run()
    app.button(key="remove_pool_c.csv").click().run()
    assert [file.name for file in open_project(project.slug).uploads["pool"].files] == ["b.csv"]


def test_how_a_column_is_read_can_be_corrected(visit: Visit) -> None:
    project, _ = put_file(create_project("p"), "pool", "a.csv", b"title,text\nhello,one\nworld,two\n")
    app = visit()
    assert column(app, "Text").value == "text"
    column(app, "Text").set_value("title")
    button(app, "Apply columns").click().run()
    assert load_file(open_project(project.slug), "pool").texts == ["hello", "world"]
    assert column(app, "Text").value == "title"


def test_a_correction_that_does_not_work_is_an_error_beside_it_and_changes_nothing(visit: Visit) -> None:
    project, _ = put_file(create_project("p"), "pool", "a.csv", b"note,text\n,one\nx,two\n")
    app = visit()
    column(app, "Text").set_value("note")
    button(app, "Apply columns").click().run()
    assert "text must not be empty" in app.error[0].value
    assert column(app, "Text").value == "note"
    assert open_project(project.slug) == project


def test_a_file_that_is_not_recognised_is_added_once_its_columns_are_named(visit: Visit) -> None:
    create_project("p")
    app = visit()
    upload(app, "pool", "a.csv", "subject,body\nhello,one\nworld,two\n")
    assert app.error[0].value.replace("\\", "") == (
        "a.csv: Text classification needs a column with the texts, got the columns subject, body; choose its "
        "columns below."
    )
    column(app, "Text").set_value("body")
    button(app, "Apply columns").click().run()
    assert not app.error
    assert load_file(open_project("p"), "pool").texts == ["one", "two"]


def test_what_an_unrecognised_file_is_for_can_be_changed_and_not_be_clicked_away(visit: Visit) -> None:
    create_project("p")
    app = visit()
    upload(app, "pool", "a.csv", "subject,body\nhello,one\nworld,two\n")
    purpose = next(choice for choice in app.segmented_control if choice.label == "What it is for")
    assert purpose.proto.required
    purpose.set_value("token").run()
    assert column(app, "Words")


def test_a_refused_file_can_be_dismissed(visit: Visit) -> None:
    create_project("p")
    app = visit()
    upload(app, "pool", "a.parquet", b"no Parquet at all")
    assert app.session_state["refused_pool_p"]["a.parquet"][0] is None  # nothing can be done with its content
    button(app, "Dismiss").click().run()
    assert not app.error


def test_an_error_goes_when_another_file_can_be_read(visit: Visit) -> None:
    create_project("p")
    app = visit()
    upload(app, "pool", "a.csv", b"text\n\xc3\xa9t\xc3\xa9\xff\n")
    upload(app, "pool", "b.csv", b"text\n\xc3\xa9t\xc3\xa9\xff\n")
    assert len(app.error) == 2
    upload(app, "pool", "right.csv", POOL)
    assert not app.error


def test_the_language_of_a_file_can_be_named(visit: Visit) -> None:
    create_project("p")
    app = visit()
    upload(app, "target", "sample.txt", "Muraho neza\nMurakoze cyane\n")
    assert "The language of these texts is not known" in text_of(app)
    assert ":material/translate: Name it" in [block.proto.popover.label for block in app.get("popover")]
    field = next(field for field in app.text_input if field.label == "Language of the whole file")
    field.set_value("Kinyarwanda")
    button(app, "Set the language").click().run()
    assert "Kinyarwanda" in text_of(app)
    assert "is not known" not in text_of(app)
    assert set(load_file(open_project("p"), "target").languages) == {"rw"}


def test_rows_in_two_files_are_counted_and_the_page_says_what_is_done_about_them(visit: Visit) -> None:
    project = project_with_files()
    put_file(project, "test", "t.csv", TARGET.replace("नमस्कार 1", "hello <b>there</b> 1").encode())
    app = visit()
    said = text_of(app)
    assert "1 row of the source pool is also in the test" in said
    assert "Preparing and experiments leave same and parallel rows out of the pool" in said
    assert app.table[1].value.iloc[0].tolist() == ["Pool", "–", "0", "1 (1.7%)"]


@pytest.mark.parametrize(("role", "place"), [("pool", "the pool"), ("gold", "the labelled target data")])
def test_translations_of_training_rows_are_counted_and_said_to_be_left_out(
    role: Role, place: str, visit: Visit
) -> None:
    project = create_project("p")
    for name, words in ((role, "नमस्ते"), ("train", "hello")):
        rows = "".join(f"{words} {i},greet,p{i}\n" for i in range(6))
        put_file(project, name, f"{name}.csv", f"text,label,parallel_id\n{rows}".encode())
    said = text_of(visit())
    assert "(6 parallel). The model is trained on them before any text is chosen" in said
    assert f"Preparing and experiments leave same and parallel rows out of {place}" in said


def test_before_preparing_the_pool_rows_that_it_leaves_out_are_counted(visit: Visit) -> None:
    project = project_with_files()
    said = text_of(visit())
    assert "embeds 68 texts, lays out the map and chooses. It takes about " in said
    assert " s on this computer and up to 1.7 GB of memory. It runs in the background" in said
    put_file(project, "train", "t.csv", b"text,lang,label\nhello <b>there</b> 1,en,greet\nbye,en,part\n")
    assert "lays out the map and chooses. 1 row of the pool is left out" in text_of(visit())


def test_rows_are_parallel_as_soon_as_the_column_that_says_so_is_named(visit: Visit) -> None:
    project = create_project("p")
    for role, words in (("pool", "hello"), ("target", "नमस्कार")):
        rows = "".join(f"{words} {i},{i}\n" for i in range(6))
        put_file(project, role, f"{role}.csv", f"text,pair\n{rows}".encode())
    app = visit()
    assert "No row is in more than one file" in text_of(app)
    for place in range(2):
        [box for box in app.selectbox if box.label == "Parallel id"][place].set_value("pair")
        [send for send in app.button if send.label == "Apply columns"][place].click().run()
    assert "6 rows of the source pool are also in the target sample** (6 parallel)" in text_of(app)


def test_the_name_of_a_language_keeps_its_capital_inside_a_sentence(visit: Visit) -> None:
    project = project_with_files()
    put_file(project, "train", "t.csv", b"text,lang,label\nhello <b>there</b> 1,en,greet\nbye,en,part\n")
    assert "of the source pool is also in the labelled English data" in text_of(visit())


def test_lengths_are_drawn_in_words_or_characters(visit: Visit) -> None:
    project_with_files()
    app = visit()
    figure = json.loads(app.get("plotly_chart")[0].proto.spec)
    assert [trace["name"] for trace in figure["data"]] == ["Source pool", "Target sample"]
    app.segmented_control(key="length_unit").set_value("characters").run()
    figure = json.loads(app.get("plotly_chart")[0].proto.spec)
    assert figure["layout"]["xaxis"]["title"]["text"] == "Characters"

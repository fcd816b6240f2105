import pytest

from demux_core.demo.catalog import DEMOS
from demux_core.jobs import job_queue
from demux_core.workflows.preparation_jobs import prepare_job
from demux_core.workspace.prepared import is_prepared
from demux_core.workspace.project import list_projects
from tests.helpers.app_pages import Visit, text_of


def test_a_new_workspace_has_the_intents_demo_prepared(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DEMUX_DEMO")
    app = visit("map")
    assert app.sidebar.selectbox(key="project").value == "demo-intents-in-nepali"
    assert "Prepared" in app.sidebar.markdown[0].value
    assert len(list_projects()) == 1  # the others are one click away


def test_each_task_has_a_card_and_one_click_opens_its_project(visit: Visit) -> None:
    app = visit("data")
    for demo in DEMOS.values():
        assert any(demo.question in element.value for element in app.markdown)
    assert "50 chosen labels: +10.2 points over none, no clear difference from random ones" in text_of(app)
    app.button(key="open_slots_first").click().run()
    assert not app.exception
    assert [project.name for project in list_projects()] == [DEMOS["slots"].title]
    assert is_prepared(list_projects()[0])


def test_a_demo_without_results_can_only_be_run(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pages.ui.shared.demo_cards.available_demos", list)
    keys = {button.key for button in visit("data").button}
    assert {"run_intents_first", "run_slots_first", "run_notices_first"} <= keys
    assert not any(str(key).startswith("open_") for key in keys)


def test_running_a_demo_yourself_starts_preparing_a_new_project(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job_queue, "start_queued", lambda: None)
    app = visit("data")
    app.button(key="run_intents_first").click().run()
    assert not app.exception
    project = list_projects()[0]
    assert project.name == "Run here: intents in Nepali"
    assert prepare_job(project).state == "queued"


def test_a_demo_that_does_not_match_the_corpus_is_an_error_on_the_page(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("demux_core.demo.opening.sha256_of", lambda path: "0" * 64)
    app = visit("data")
    app.button(key="open_intents_first").click().run()
    assert "demo build" in app.error[0].value
    assert list_projects() == []

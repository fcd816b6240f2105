"""Where choosing takes longer than a page may, its job is offered, and its result is shown."""

import os

import pytest

from demux_core.cli import main
from demux_core.jobs import job_queue, processes
from demux_core.workflows import large_selections
from demux_core.workflows.large_selections import choosing_job
from demux_core.workspace.project import Project
from demux_core.workspace.saved_selections import list_saved
from tests.helpers.app_pages import Visit, button, text_of
from tests.helpers.fabricated_project import prepared_project


def test_a_large_selection_is_announced_runs_as_a_job_and_is_shown(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(large_selections, "MOST_SECONDS", -1)
    monkeypatch.setattr(processes, "start", lambda *_: (os.getpid(), None))
    project = prepared_project()
    app = visit("selection", budget="6", strategy=["average_dist"])
    assert "choosing takes about 1 s and up to 1.8 GB of memory" in text_of(app)
    assert "**AVERAGE-DIST, RANDOM**" in text_of(app)
    assert "Chosen texts" not in [part.value for part in app.subheader]
    button(app, "Choose").click().run()
    job = choosing_job(project)
    assert job is not None
    assert button(app, "Cancel")
    assert main(list(job.request.arguments)) == 0
    job_queue.record_end(job.id, job.attempt, "done")
    app.run()
    assert not app.exception
    assert "Chosen texts" in [part.value for part in app.subheader]
    assert "choosing takes about" not in text_of(app)


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything takes longer than a page may; jobs are only queued, and run by ``finish``."""
    monkeypatch.setattr(large_selections, "MOST_SECONDS", -1)
    monkeypatch.setattr(processes, "start", lambda *_: (os.getpid(), None))


def finish(project: Project) -> None:
    job = choosing_job(project)
    assert job is not None
    assert main(list(job.request.arguments)) == 0
    job_queue.record_end(job.id, job.attempt, "done")


@pytest.mark.usefixtures("slow")
def test_a_report_asks_for_its_selections_first(visit: Visit) -> None:
    project = prepared_project()
    app = visit("report", budget="8", strategy=["average_dist"])
    assert "choosing takes about" in text_of(app)
    button(app, "Choose").click().run()
    finish(project)
    app.run()
    assert not app.exception
    assert "choosing takes about" not in text_of(app)
    assert "What to label" in text_of(app)


@pytest.mark.usefixtures("slow")
def test_texts_to_annotate_are_chosen_by_a_job_and_then_shown(visit: Visit) -> None:
    project = prepared_project()
    app = visit("annotate", {"strategy_first": "average_dist", "points_first": 4})
    button(app, "Choose texts").click().run()
    assert list_saved(project) == []
    button(app, "Choose").click().run()
    finish(project)
    app.run()
    assert not app.exception
    assert [(saved.strategy, saved.budget) for saved in list_saved(project)] == [("average_dist", 4)]


@pytest.mark.usefixtures("slow")
def test_coverage_shows_what_a_job_has_chosen_and_draws_nothing_more(visit: Visit) -> None:
    project = prepared_project()
    app = visit("selection", budget="9", strategy=["average_dist"])
    button(app, "Choose").click().run()
    finish(project)
    app.run()
    assert not app.exception
    assert "AVERAGE-DIST: its curve takes long here; set the budget to 50 to draw it." in text_of(app)


def test_a_large_selection_can_be_cancelled(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(large_selections, "MOST_SECONDS", -1)
    monkeypatch.setattr(processes, "start", lambda *_: (os.getpid(), None))
    prepared_project()
    app = visit("map", budget="7", strategy=["average_dist"])
    button(app, "Choose").click().run()
    button(app, "Cancel").click().run()
    assert "Choosing was cancelled" in app.info[0].value
    assert button(app, "Choose")

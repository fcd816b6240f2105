"""Where choosing takes longer than a page may, its job is offered, and its result is shown."""

import os

import pytest

from demux_core.cli import main
from demux_core.jobs import job_queue, processes
from demux_core.workflows import large_selections
from demux_core.workflows.large_selections import choosing_job
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


def test_a_large_selection_can_be_cancelled(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(large_selections, "MOST_SECONDS", -1)
    monkeypatch.setattr(processes, "start", lambda *_: (os.getpid(), None))
    prepared_project()
    app = visit("map", budget="7", strategy=["average_dist"])
    button(app, "Choose").click().run()
    button(app, "Cancel").click().run()
    assert "Choosing was cancelled" in app.info[0].value
    assert button(app, "Choose")

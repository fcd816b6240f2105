"""Selections that only a job may make: what they take, how they are asked for, kept and found again."""

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from demux_core.base.errors import InputError
from demux_core.cli import main
from demux_core.jobs import processes
from demux_core.modelling.encoding import Encoding
from demux_core.strategies import Constraints
from demux_core.workflows import large_selections
from demux_core.workflows.large_selections import (
    choose,
    choosing_job,
    must_wait,
    selection_phase,
    start_choosing,
)
from demux_core.workflows.selection import SelectionPlan, select_for_project
from demux_core.workspace.prepared import PreparedProject, open_prepared
from demux_core.workspace.project import Project
from tests.helpers.fabricated_project import prepared_project

PLAN = SelectionPlan(5, 7, labelled=(1, 2), constraints=Constraints(caps={"hi": 3}, excluded=(4,)))


@pytest.fixture
def project(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A project of which everything is large; its jobs are only queued."""
    monkeypatch.setattr(large_selections, "MOST_SECONDS", -1)
    monkeypatch.setattr(processes, "start", lambda *_: (os.getpid(), None))
    return prepared_project()


def of_size(pool: int, target: int) -> PreparedProject:
    """A project of this size without its texts."""
    parts = [
        Encoding([""] * rows, np.broadcast_to(np.zeros((1, 384), np.float32), (rows, 384)), np.zeros(rows))
        for rows in (pool, target)
    ]
    return PreparedProject(*parts, np.zeros((0, 2), np.float32), "key")


def test_what_takes_seconds_is_chosen_at_once_and_what_takes_longer_waits_for_a_job() -> None:
    small, large = of_size(30_000, 1_000), of_size(300_000, 4_000)
    assert not must_wait(small, "knn_uncertainty", SelectionPlan(100))
    assert must_wait(large, "knn_uncertainty", SelectionPlan(100))
    assert must_wait(large, "same_distribution", SelectionPlan(100, like="knn_uncertainty"))
    assert not must_wait(large, "random", SelectionPlan(100))  # it compares nothing
    assert selection_phase(large, "knn_uncertainty", SelectionPlan(100)).seconds == pytest.approx(12)


@pytest.mark.parametrize("plan", [SelectionPlan(5), PLAN], ids=["free", "within limits"])
def test_a_job_chooses_what_the_page_would_have_chosen(project: Project, plan: SelectionPlan) -> None:
    prepared, names = open_prepared(project), ["knn_uncertainty", "random"]
    with pytest.raises(InputError, match="KNN-UNCERTAINTY takes long"):
        choose(prepared, "knn_uncertainty", plan)
    job = start_choosing(project, prepared, names, plan)
    with pytest.raises(InputError, match="only one job at a time"):
        start_choosing(project, prepared, names, plan)
    assert main(list(job.request.arguments)) == 0
    for name in names:
        kept, expected = choose(prepared, name, plan), select_for_project(prepared, name, plan)
        assert kept.rows.tolist() == expected.rows.tolist()
        assert kept.scores.tolist() == expected.scores.tolist()
        assert (kept.labelled, kept.constraints) == (expected.labelled, expected.constraints)
    assert must_wait(prepared, "knn_uncertainty", replace(plan, seed=8))


def test_what_was_asked_of_an_earlier_preparation_is_not_chosen(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    earlier = replace(open_prepared(project), key="earlier")
    job = start_choosing(project, earlier, ["random"], PLAN)
    assert main(list(job.request.arguments)) == 2
    assert "prepared again meanwhile" in capsys.readouterr().err
    assert choosing_job(project) is not None

"""The probe that the Curves page starts by itself: once for the project's present files, never mixed."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from demux_core import InputError
from demux_core.base.phases import Phase
from demux_core.cli import main
from demux_core.experiments.plan import PROBE
from demux_core.jobs import job_queue
from demux_core.workflows import experiment_plans
from demux_core.workflows.experiment_jobs import LIVE_PROBE, experiment_statuses
from demux_core.workflows.experiment_plans import ExperimentPlan, start_planned
from demux_core.workflows.live_probe import (
    ensure_live_probe,
    live_probe,
    obstacle,
    run_live_probe,
    start_live_probe,
)
from demux_core.workspace.experiments import experiment_records, list_experiments
from demux_core.workspace.project import Project, create_project, reload_project
from demux_core.workspace.project_files import change_settings, load_file, put_file
from tests.helpers import tiny


@pytest.fixture(autouse=True)
def own_workspace(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test has a workspace of its own, and two seeds instead of ten."""
    monkeypatch.setitem(experiment_plans._USUAL_SEEDS, PROBE, (1, 2))


@pytest.fixture
def no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Jobs are claimed and never end."""
    monkeypatch.setattr("demux_core.jobs.processes.start", lambda *_: (os.getpid(), None))
    monkeypatch.setattr("demux_core.jobs.job_queue._end_process", lambda _: None)


def rows(start: int, language: str, count: int = 6) -> bytes:
    lines = [
        f"{tiny.TEXTS[k]} {i},{'ab'[k % 2]},{language}" for i in range(start, start + count) for k in (1, 3)
    ]
    return "\n".join(["text,label,lang", *lines]).encode()


def project_of(model: Path) -> Project:
    project = change_settings(create_project("Greetings"), None, str(model))
    target = b"text,lang\n" + "\n".join(f"{tiny.TEXTS[2]} {i},ne" for i in range(40, 46)).encode()
    files = {"pool": rows(0, "fr", 10), "train": rows(100, "en"), "test": rows(200, "ne"), "target": target}
    for role, content in {**files, "gold": rows(300, "ne", 3)}.items():
        put_file(project, role, f"{role}.csv", content)
    return reload_project(project.slug)


@pytest.fixture
def project(tiny_model: Callable[..., Path]) -> Project:
    return project_of(tiny_model())


def test_every_strategy_is_measured_and_budgets_end_at_the_rows_that_it_draws_from(project: Project) -> None:
    assert main(["workspace", "live-probe", project.slug]) == 0
    found = live_probe(project)
    assert found.record is not None
    records = experiment_records(found.record)
    assert found.cells == len(records)
    budgets = {
        name: {r.cell.budget for r in records if r.cell.strategy == name} for name in ("random", "gold")
    }
    assert budgets == {"random": {5, 10}, "gold": {5}}
    assert {"cover", "knn_uncertainty", "same_distribution", "nn_lang", "en_ft"} <= {
        record.cell.strategy for record in records
    }
    assert {record.cell.seed for record in records if record.cell.budget} == {1, 2}
    (status,) = experiment_statuses(project)
    assert (status.title, status.learner) == ("Live probe (linear probe)", PROBE)


def test_progress_is_told_in_the_order_of_the_phases(
    project: Project, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DEMUX_CACHE", str(tmp_path / "cache"))  # nothing is encoded yet
    phases: list[Phase] = []
    steps: list[str] = []
    run_live_probe(project.slug, lambda step, done, total: steps.append(step), phases.extend)
    assert list(dict.fromkeys(steps)) == [phase.step for phase in phases]


def test_other_files_are_measured_anew_and_never_mixed_in(project: Project) -> None:
    assert main(["workspace", "live-probe", project.slug]) == 0
    (earlier,) = list_experiments(project)
    put_file(project, "test", "test.csv", rows(400, "ne", 4))
    project = reload_project(project.slug)
    assert live_probe(project).record is None
    assert main(["workspace", "live-probe", project.slug]) == 0
    (now,) = list_experiments(project)
    assert now.created != earlier.created
    assert {len(r.items.numerator) for r in experiment_records(now) if r.items} == {8}


def test_it_is_started_once_for_the_same_files_and_anew_for_others(
    project: Project, no_process: None
) -> None:
    first = ensure_live_probe(project).job
    assert first is not None
    again = ensure_live_probe(project).job
    assert again is not None
    assert again.id == first.id
    put_file(project, "test", "test.csv", rows(400, "ne", 4))
    other = ensure_live_probe(reload_project(project.slug)).job
    assert other is not None
    assert other.id != first.id
    assert job_queue.find_job(first.id).state == "cancelled"


def test_a_full_quota_is_said_instead_of_waiting_for_ever(
    project: Project, no_process: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEMUX_QUOTA", "1")
    with pytest.raises(InputError, match="DEMUX_QUOTA"):
        ensure_live_probe(project)
    monkeypatch.delenv("DEMUX_QUOTA")
    assert ensure_live_probe(project).active


def test_one_that_was_stopped_starts_again_only_when_asked(project: Project, no_process: None) -> None:
    stopped = ensure_live_probe(project).job
    assert stopped is not None
    job_queue.cancel(stopped)
    found = ensure_live_probe(project)
    assert found.job is not None
    assert (found.job.state, found.active) == ("cancelled", False)
    assert start_live_probe(project).active
    with pytest.raises(InputError, match="only one job at a time"):
        start_live_probe(project)


def test_its_name_is_not_given_to_another_experiment(project: Project) -> None:
    with pytest.raises(InputError, match="name of an experiment of the pages"):
        start_planned(project, f" {LIVE_PROBE} ", ExperimentPlan(("cover",), "5"))


def test_what_is_missing_is_said(project: Project) -> None:
    data = {role: load_file(project, role) for role in ("pool", "train", "test")}
    assert obstacle(project, data) == ""
    assert obstacle(project, {"train": data["train"]}) == "labels in the pool and a labelled test"
    assert obstacle(create_project("Empty"), {}) == (
        "labels in the pool, labelled English data, a labelled test and a target sample"
    )

"""Experiments of a project: as jobs, in the store."""

import os
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pandas as pd
import pytest

from demux_core import InputError
from demux_core.cli import main
from demux_core.experiments.plan import CellGrid, ExperimentConfig, ProbePlan, TrainingPlan
from demux_core.jobs import job_queue
from demux_core.workflows.experiment_jobs import (
    experiment_job,
    experiment_statuses,
    missing_roles,
    start_experiment,
)
from demux_core.workflows.plan_compatibility import check_plan
from demux_core.workspace.experiments import experiment_records, experiment_table, list_experiments
from demux_core.workspace.project import Project, create_project
from demux_core.workspace.project_files import change_settings, load_file, put_file
from tests.helpers import tiny

QUICK = ["--budgets", "3,6", "--seeds", "2,22", "--epochs", "1", "--en-epochs", "1"]


@pytest.fixture(autouse=True)
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DEMUX_WORKSPACE", str(tmp_path / "workspace"))
    return tmp_path / "workspace"


@pytest.fixture
def project(tiny_model: Callable[..., Path]) -> Project:
    def rows(start: int, language: str, *texts: str) -> bytes:
        lines = [
            f"{t} {i},{'ab'[k]},{language}" for i in range(start, start + 12) for k, t in enumerate(texts)
        ]
        return "\n".join(["text,label,lang", *lines]).encode()

    made = create_project("Greetings")
    for role, content in (
        ("pool", rows(0, "fr", tiny.TEXTS[1], tiny.TEXTS[3])),
        ("target", "\n".join(f"{tiny.TEXTS[2]} {i}" for i in range(40, 46)).encode()),
        ("train", rows(60, "en", tiny.TEXTS[0], tiny.TEXTS[4])),
        ("test", rows(80, "hi", tiny.TEXTS[2], tiny.TEXTS[3])),
    ):
        name = f"{role}.txt" if role == "target" else f"{role}.csv"
        made, _ = put_file(made, role, name, content)  # type: ignore[arg-type]
    return change_settings(made, None, str(tiny_model()))


def run(project: Project, *more: str, name: str = "first") -> int:
    command = ["workspace", "experiment", project.slug, "--name", name, "--strategies", "random,average_dist"]
    return main([*command, *QUICK, *more])


def test_its_cells_are_in_the_store_and_nothing_is_computed_twice(project: Project) -> None:
    assert run(project) == 0
    (experiment,) = list_experiments(project)
    table = experiment_table(experiment)
    assert len(experiment_records(experiment)) == 1 + 2 * 2 * 2
    assert set(table["strategy"]) == {"en_ft", "random", "average_dist"}
    seconds = [record.seconds for record in experiment_records(experiment)]
    assert run(project) == 0
    assert [record.seconds for record in experiment_records(experiment)] == seconds
    pd.testing.assert_frame_equal(experiment_table(experiment), table)


def test_a_strategy_with_an_option_of_its_own_can_join(project: Project) -> None:
    assert run(project) == 0
    assert run(project, "--strategies", "same_distribution", "--like", "average_dist") == 0
    (experiment,) = list_experiments(project)
    assert experiment.settings["like"] == "average_dist"
    assert {record.cell.strategy for record in experiment_records(experiment)} >= {
        "random",
        "same_distribution",
    }
    assert run(project) == 0


def test_another_plan_under_the_same_name_is_refused(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(project) == 0
    assert run(project, "--replay") == 2
    assert "started with other files or settings (different: replay)" in capsys.readouterr().err


CELLS = CellGrid(("random",), (3,), (2,))
PLAN = ExperimentConfig(CELLS, TrainingPlan(replay=True))
COMMAND = ["--strategies", "random", "--budgets", "3", "--seeds", "2", "--replay"]


def test_a_plan_with_more_cells_continues_and_one_with_other_settings_needs_a_name(project: Project) -> None:
    assert main(["workspace", "experiment", project.slug, "--name", "first", *COMMAND]) == 0
    check_plan(project, " first ", PLAN)
    check_plan(project, "first", replace(PLAN, cells=CellGrid(("random", "gold"), (3, 6), (22,))))
    alone = ExperimentConfig(CELLS)
    check_plan(project, "second", alone)
    for other in (alone, replace(PLAN, cells=replace(CELLS, rounds=2))):
        with pytest.raises(InputError, match="with other files or settings; give this one another name"):
            check_plan(project, "first", other)


def test_a_plan_continues_with_files_that_share_rows_but_not_with_other_files(project: Project) -> None:
    shared = load_file(project, "pool").texts[0]
    content = f"text,label,lang\n{shared},a,fr\n{tiny.TEXTS[2]},a,hi\n{tiny.TEXTS[3]},b,hi\n"
    project, _ = put_file(project, "test", "test.csv", content.encode())
    assert main(["workspace", "experiment", project.slug, "--name", "first", *COMMAND]) == 0
    assert list_experiments(project)[0].settings["inputs"]["source"]["rows"] == 23  # of 24
    check_plan(project, "first", PLAN)
    for changed in (
        put_file(project, "test", "test.csv", content.replace(shared, "x").encode())[0],
        change_settings(project, None, "another/model"),
    ):
        with pytest.raises(InputError, match="give this one another name"):
            check_plan(changed, "first", PLAN)


def test_rounds_continue_with_the_same_points_in_each(project: Project) -> None:
    rounds = [*COMMAND, "--rounds", "2", "--budgets", "6"]
    assert main(["workspace", "experiment", project.slug, "--name", "first", *rounds]) == 0
    rounds_of = partial(CellGrid, ("random",), rounds=2)
    check_plan(project, "first", replace(PLAN, cells=rounds_of((6,), seeds=(2, 22))))
    with pytest.raises(InputError, match="give this one another name"):
        check_plan(project, "first", replace(PLAN, cells=rounds_of((8,), seeds=(2,))))


def test_a_name_that_is_too_long_or_a_missing_file_is_one_clear_error(project: Project) -> None:
    with pytest.raises(InputError, match="1 to 80 characters, got 81"):
        start_experiment(project, "x" * 81, {})
    empty = create_project("Empty")
    assert missing_roles(empty) == ["pool", "target", "train", "test"]
    with pytest.raises(InputError, match="missing: pool, target, train, test"):
        start_experiment(empty, "first", {})
    assert experiment_job(empty, "first") is None


def test_an_experiment_that_waits_is_listed_before_it_begins(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(project) == 0
    monkeypatch.setattr("demux_core.jobs.processes.start", lambda *_: (os.getpid(), None))
    start_experiment(project, "second", {"strategies": "random", "budgets": "3"})
    second, first = experiment_statuses(project)
    assert (second.name, second.record, second.cells, second.active) == ("second", None, 0, True)
    assert (first.name, first.job, first.cells, first.active) == ("first", None, 9, False)
    job_queue.cancel(second.job)
    assert [standing.name for standing in experiment_statuses(project)] == ["first"]


def test_a_probe_and_fine_tuning_do_not_continue_each_other(project: Project) -> None:
    probe = replace(PLAN, training=ProbePlan())
    named = ["workspace", "experiment", project.slug, "--name"]
    assert main([*named, "tuned", *COMMAND]) == 0
    assert main([*named, "probed", *COMMAND[:-1], "--learner", "probe"]) == 0
    assert {status.title for status in experiment_statuses(project)} == {
        "tuned (fine-tuned)",
        "probed (linear probe)",
    }
    check_plan(project, "probed", probe)
    check_plan(project, "tuned", PLAN)
    for name, other in (("tuned", probe), ("probed", PLAN)):
        with pytest.raises(InputError, match="with other files or settings; give this one another name"):
            check_plan(project, name, other)


def test_a_queued_job_carries_its_learner_and_one_of_an_earlier_version_fine_tunes(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("demux_core.jobs.processes.start", lambda *_: (os.getpid(), None))
    options = {"strategies": "random", "budgets": "3"}
    job = start_experiment(project, "probed", {**options, "learner": "probe"})
    assert job.request.arguments[-2:] == ("--learner", "probe")
    assert job.request.title == "Experiment probed (linear probe)"
    start_experiment(project, "earlier", options)
    assert {status.name: status.learner for status in experiment_statuses(project)} == {
        "probed": "probe",
        "earlier": "fine_tune",
    }

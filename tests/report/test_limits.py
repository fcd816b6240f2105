import os
from dataclasses import replace

import pytest

from demux_core.jobs import job_queue, processes
from demux_core.report.findings import gather_findings
from demux_core.workflows.preparation_jobs import start_prepare
from demux_core.workspace.project import Project
from demux_core.workspace.project_files import change_settings, load_file, put_file
from tests.helpers.fabricated_project import POOL, TARGET, prepared_project
from tests.helpers.fabricated_report import add_experiment, measured_project

SCORES = {"knn_uncertainty": 70, "random": 60}


def differing(project: Project) -> str:
    """The limit on what the experiment was run with, empty where there is none."""
    said = [
        sentence for sentence in gather_findings(project).limits if "than the project has now" in sentence
    ]
    assert len(said) <= 1
    return "".join(said)


def whole_project() -> Project:
    """A prepared project with labelled data of every role, whose pool has three texts of its target."""
    project = prepared_project()
    shared = "".join(f"नमस्कार {i},ne\n" for i in range(3))
    project, _ = put_file(project, "pool", "my pool.csv", (POOL + shared).encode())
    for role in ("train", "test"):
        project, _ = put_file(project, role, f"{role}.csv", f"text,label\n{role},x\nb,y\n".encode())
    return project


def run_on(project: Project, pool_hash: str) -> Project:
    """Add an experiment that was run with a pool of that content."""
    about = replace(project.uploads["pool"], content_hash=pool_hash)
    add_experiment(replace(project, uploads={**project.uploads, "pool": about}), "first", SCORES)
    return project


def test_an_experiment_on_another_pool_is_said() -> None:
    project = run_on(whole_project(), "1" * 64)
    assert differing(project) == "The experiment was run with other files (pool) than the project has now."


def test_a_pool_without_the_rows_that_it_shares_is_the_project_s() -> None:
    project = whole_project()
    assert differing(run_on(project, load_file(project, "pool").take(range(60)).content_hash)) == ""


def test_a_pool_that_was_taken_whole_is_the_project_s() -> None:
    project = whole_project()
    assert differing(run_on(project, project.uploads["pool"].content_hash)) == ""


def test_an_experiment_with_another_model_is_said() -> None:
    project = run_on(whole_project(), "1" * 64)
    project = change_settings(project, None, "another/model")
    project, _ = put_file(project, "target", "my target.csv", f"{TARGET}x,ne\n".encode())
    assert differing(project) == (
        "The experiment was run with other files (pool, target) and another model than the project has now."
    )


def test_scores_are_said_to_be_of_the_experiment_s_model() -> None:
    project = change_settings(measured_project(SCORES), None, "another/model")
    limits = gather_findings(project).limits
    assert any(
        sentence.startswith("Scores are of the experiment's model and training") for sentence in limits
    )


def test_a_run_of_other_files_is_said_while_it_is_prepared_again_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "start", lambda *_: (os.getpid(), 0.0))
    monkeypatch.setattr(processes, "end", lambda *_: None)
    project = prepared_project()
    project, _ = put_file(project, "pool", "my pool.csv", POOL.replace("hello", "hi").encode())
    job = start_prepare(project)
    assert gather_findings(project).limits[0].startswith("The project's files or settings have changed")
    job_queue.cancel(job)
    assert gather_findings(project).limits[0].startswith("The project's files or settings have changed")

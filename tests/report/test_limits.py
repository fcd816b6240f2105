import os
from dataclasses import replace

import pytest

from demux_core.jobs import job_queue, processes
from demux_core.workflows.preparation_jobs import start_prepare
from demux_core.workspace.project import Project
from demux_core.workspace.project_files import change_settings, load_file, put_file
from tests.helpers.fabricated_project import POOL, TARGET, prepared_project
from tests.helpers.fabricated_report import add_experiment, findings_of, measured_project

SCORES = {"knn_uncertainty": 70, "random": 60}


def differing(project: Project) -> str:
    """The limit on what the experiment was run with, empty where there is none."""
    sentences = [
        sentence
        for sentence in findings_of(project).limits.sentences
        if "than the project has now" in sentence
    ]
    assert len(sentences) <= 1
    return "".join(sentences)


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


def test_an_experiment_on_another_pool_is_a_limit() -> None:
    project = run_on(whole_project(), "1" * 64)
    assert differing(project) == "The experiment was run with other files (pool) than the project has now."


def test_a_pool_without_leaked_rows_counts_as_the_same_pool() -> None:
    project = whole_project()
    assert differing(run_on(project, load_file(project, "pool").take(range(60)).content_hash)) == ""


def test_a_whole_pool_counts_as_the_same_pool() -> None:
    project = whole_project()
    assert differing(run_on(project, project.uploads["pool"].content_hash)) == ""


def test_an_experiment_with_another_model_is_a_limit() -> None:
    project = run_on(whole_project(), "1" * 64)
    project = change_settings(project, None, "another/model")
    project, _ = put_file(project, "target", "my target.csv", f"{TARGET}x,ne\n".encode())
    assert differing(project) == (
        "The experiment was run with other files (pool, target) and another model than the project has now."
    )


def test_scores_apply_to_the_model_of_the_experiment() -> None:
    project = change_settings(measured_project(SCORES), None, "another/model")
    limits = findings_of(project).limits.sentences
    assert any(
        sentence.startswith("Scores apply to the model and training of the experiment") for sentence in limits
    )


def test_an_outdated_preparation_is_a_limit_also_while_it_is_prepared_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(processes, "start", lambda *_: (os.getpid(), 0.0))
    monkeypatch.setattr(processes, "end", lambda *_: None)
    project = prepared_project()
    project, _ = put_file(project, "pool", "my pool.csv", POOL.replace("hello", "hi").encode())
    job = start_prepare(project)
    assert findings_of(project).limits.sentences[0].startswith("The project's files or settings have changed")
    job_queue.cancel(job)
    assert findings_of(project).limits.sentences[0].startswith("The project's files or settings have changed")


def test_that_no_model_was_fine_tuned_is_a_limit_of_a_linear_probe_alone() -> None:
    says = "No model was fine-tuned: the scores are those of a linear head on the frozen model"
    project = prepared_project()
    add_experiment(project, "probed", SCORES, experiment="low_budget_probe", learner="probe")
    assert any(sentence.startswith(says) for sentence in findings_of(project).limits.sentences)
    add_experiment(project, "tuned", SCORES)
    assert not any(sentence.startswith(says) for sentence in findings_of(project).limits.sentences)

import os
from pathlib import Path

import pytest

from demux_core import InputError
from demux_core.jobs import find_job, job_queue
from demux_core.workflows import expectations
from demux_core.workflows.expectations import (
    ensure_expectation,
    expectation,
    no_comparison_reason,
    run_expectation,
)
from demux_core.workflows.preparation_jobs import start_prepare
from demux_core.workspace.project import Project, reload_project
from tests.helpers.fabricated_project import POOL, TARGET, annotatable_project, prepared_project

ONE_TEXT = "text,lang\nनमस्कार,ne\n"


@pytest.fixture(autouse=True)
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEMUX_WORKSPACE", str(tmp_path))


@pytest.fixture
def project() -> Project:
    return prepared_project()


def test_advice_is_kept_for_the_files_that_it_is_about(project: Project) -> None:
    assert expectation(project) is None
    said = run_expectation(project.slug)
    assert expectation(reload_project(project.slug)) == said


def test_advice_is_asked_for_again_where_more_has_been_measured(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_expectation(project.slug)
    monkeypatch.setattr(expectations, "evidence_key", lambda: "newer")
    assert expectation(reload_project(project.slug)) is None


@pytest.mark.parametrize(
    ("pool", "target", "reason"),
    [
        (POOL, ONE_TEXT, "at least two target texts, got one; add some to the target sample."),
        (ONE_TEXT, TARGET, "at least two texts in the pool, got one; add some to the pool."),
    ],
)
def test_one_text_is_not_compared_and_no_job_tries_it(pool: str, target: str, reason: str) -> None:
    project = annotatable_project(pool, ".csv", target)
    assert str(no_comparison_reason(project)).endswith(reason)
    assert ensure_expectation(project) is None
    with pytest.raises(InputError, match=reason):
        run_expectation(project.slug)


def test_a_failed_comparison_is_tried_again_only_about_other_files(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("demux_core.jobs.processes.start", lambda *_: (os.getpid(), None))
    assert no_comparison_reason(project) is None
    job = ensure_expectation(project)
    assert job is not None
    job_queue.record_end(job.id, 1, "failed")
    again = ensure_expectation(project)
    assert again is not None
    assert (again.id, again.state) == (job.id, "failed")
    monkeypatch.setattr(expectations, "prepared_key", lambda _: "other files")
    other = ensure_expectation(project)
    assert other is not None
    assert other.id != job.id
    assert other.active


def test_preparing_does_not_wait_for_a_comparison_of_the_earlier_files(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("demux_core.jobs.processes.start", lambda *_: (os.getpid(), None))
    comparison = ensure_expectation(project)
    assert comparison is not None
    assert comparison.state == "running"
    preparing = start_prepare(project)
    assert find_job(comparison.id).state == "cancelled"
    assert find_job(preparing.id).state == "running"

from pathlib import Path

import pytest

from demux_core.workflows import expectations
from demux_core.workflows.expectations import expectation, run_expectation
from demux_core.workspace.project import Project, reload_project
from tests.helpers.fabricated_project import prepared_project


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

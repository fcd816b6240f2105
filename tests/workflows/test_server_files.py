"""A path or URL below DEMUX_DATA_ROOTS becomes a project's file: by the command, as by the page's job."""

from pathlib import Path

import pytest

from demux_core import InputError, load
from demux_core.cli import main
from demux_core.workflows.server_files import add_place, adding_job, start_adding
from demux_core.workspace.project import Project, create_project, reload_project
from demux_core.workspace.project_files import load_file
from tests.helpers.large_pool import write_pool, write_sample


@pytest.fixture
def pool(tmp_path: Path, workspace: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "pools").mkdir()
    monkeypatch.setenv("DEMUX_DATA_ROOTS", str(tmp_path / "pools"))
    write_sample(tmp_path / "pools" / "sample.txt", 20)
    return write_pool(tmp_path / "pools" / "news", 600, files=3)


@pytest.fixture
def project(pool: Path) -> Project:
    return create_project("Large")


def test_a_folder_becomes_one_file_of_the_project(pool: Path, project: Project) -> None:
    rows = add_place(project, "pool", str(pool))
    project = reload_project(project.slug)
    assert [(file.name, file.rows) for file in project.uploads["pool"].files] == [("news.parquet", rows)]
    assert load_file(project, "pool").content_hash == load(pool).content_hash


def test_the_command_adds_what_the_page_adds(
    pool: Path, project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    for role, place in (("pool", pool), ("target", pool.parent / "sample.txt")):
        assert main(["workspace", "add", project.slug, "--role", role, "--path", str(place)]) == 0
    assert "added: news.parquet; " in (said := capsys.readouterr().err)
    assert "added: sample.txt; 20 rows in the target" in said
    assert set(reload_project(project.slug).uploads) == {"pool", "target"}


def test_a_place_outside_the_roots_is_refused_before_a_job_starts(project: Project, tmp_path: Path) -> None:
    write_pool(tmp_path / "pool.parquet", 10)
    with pytest.raises(InputError, match="a path or URL must be below one of"):
        start_adding(project, "pool", str(tmp_path / "pool.parquet"))
    assert adding_job(project, "pool") is None


def test_the_command_refuses_a_place_outside_the_roots_in_one_line(
    project: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["workspace", "add", project.slug, "--path", f"{tmp_path}/pools/../pool.csv"]) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) <= 2


def test_a_file_that_cannot_be_read_changes_nothing(pool: Path, project: Project) -> None:
    (pool.parent / "bad.csv").write_text("text,label\na,b,c\n")
    add_place(project, "pool", str(pool))
    with pytest.raises(InputError, match=r"bad\.csv"):
        add_place(project, "pool", str(pool.parent / "bad.csv"))
    assert len(reload_project(project.slug).uploads["pool"].files) == 1

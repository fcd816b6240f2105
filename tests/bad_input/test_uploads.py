"""A bad upload is refused by name and changes nothing in the workspace."""

from pathlib import Path

import pytest

from demux_core import InputError
from demux_core.workspace.project import create_project, open_project
from demux_core.workspace.project_files import put_file
from tests.bad_input.corpus import LOADS, cases

_LARGEST = 1_000_000
# In a project with texts, its only column is read as a text.
_ANOTHER_TEXT = "number-tokens.jsonl"


@pytest.fixture(autouse=True)
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DEMUX_WORKSPACE", str(tmp_path / "workspace"))
    return tmp_path / "workspace"


def contents(workspace: Path) -> dict[Path, bytes]:
    """Every stored file except the database, which changes even when it is only read."""
    paths = [path for path in workspace.rglob("*") if path.is_file() and ".db" not in path.name]
    return {path: path.read_bytes() for path in paths}


def test_a_refused_upload_never_changes_the_workspace(workspace: Path, tmp_path: Path) -> None:
    project, _ = put_file(create_project("Kept"), "pool", "good.csv", b"text\nhello there\n")
    before, uploads = contents(workspace), open_project(project.slug).uploads
    tried = 0
    for case in cases():
        path = tmp_path / case.name
        case.make(path)
        if (
            case.error == LOADS
            or case.name == _ANOTHER_TEXT
            or not path.is_file()
            or path.stat().st_size > _LARGEST
        ):
            continue
        tried += 1
        with pytest.raises(InputError) as refused:
            put_file(project, "pool", case.name, path.read_bytes())
        assert case.name in str(refused.value)
        assert str(workspace) not in str(refused.value)
        assert contents(workspace) == before, case.name
    assert open_project(project.slug).uploads == uploads
    assert tried > 100


@pytest.mark.parametrize("name", ["../../up.csv", "/etc/cron.csv", "..\\up.csv", "C:\\up.csv", "up\n.csv"])
def test_the_name_of_an_upload_is_never_a_path(name: str, workspace: Path) -> None:
    project, _ = put_file(create_project("Kept"), "pool", name, b"text\nhello there\n")
    assert project.path("pool").resolve().is_relative_to(workspace.resolve())
    written = [path for path in workspace.parent.rglob("*") if "up" in path.stem or "cron" in path.stem]
    assert written == []

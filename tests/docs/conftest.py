"""A folder as README's reader has one: a pool, a target sample, labelled English, a test, a project."""

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from demux_core.cli import main
from demux_core.workspace.project import Role, create_project
from demux_core.workspace.project_files import change_settings, put_file
from tests.docs import desk_files
from tests.docs.running import Desk


@pytest.fixture(scope="session")
def prepared_desk(tmp_path_factory: pytest.TempPathFactory, tiny_model: Callable[..., Path]) -> Desk:
    """The files, EN-FT as ``models/en-ft`` and the prepared project ``my-project``; tests get copies."""
    folder = tmp_path_factory.mktemp("desk")
    desk = Desk(folder, tiny_model())
    desk_files.write(folder)
    with pytest.MonkeyPatch.context() as patch:
        enter(folder, patch)
        desk.run("python -m demux_core train --data english.csv --out models/en-ft")
        _prepare_project(desk, patch)
    return desk


@pytest.fixture
def desk(prepared_desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A copy of the folder, which is the current directory."""
    shutil.copytree(prepared_desk.folder, tmp_path / "desk")
    enter(tmp_path / "desk", monkeypatch)
    return Desk(tmp_path / "desk", prepared_desk.model)


def enter(folder: Path, patch: pytest.MonkeyPatch) -> None:
    """Work in a folder with its own workspace, as somebody does who sets nothing."""
    patch.chdir(folder)
    patch.delenv("DEMUX_WORKSPACE", raising=False)
    # A helper that reads files keeps the directory in which it was started.
    patch.setattr("demux_core.base.confined._helper", None)
    # Where the points lie does not matter here, and the layout is slow the first time.
    patch.setattr("demux_core.workflows.preparation.project", _any_points)


def _any_points(pool: np.ndarray, target: np.ndarray, **_: object) -> np.ndarray:
    return np.zeros((len(pool) + len(target), 2), np.float32)


def _prepare_project(desk: Desk, patch: pytest.MonkeyPatch) -> None:
    project = create_project("My project")
    roles: dict[Role, str] = {
        "pool": "pool.csv",
        "target": "sample.txt",
        "train": "english.csv",
        "test": "test.csv",
    }
    for role, name in roles.items():
        project, _ = put_file(project, role, name, (desk.folder / name).read_bytes())
    change_settings(project, None, str(desk.model))
    assert main(["workspace", "prepare", "my-project"]) == 0

"""A project with all its files that a tiny model has prepared: what rounds of annotation start from."""

from pathlib import Path

import numpy as np
import pytest

from demux_core.cli import main
from demux_core.workspace.project import Project, Role, create_project, open_project
from demux_core.workspace.project_files import change_settings, put_file
from tests.helpers import tiny


def prepare_greetings(model: Path, patch: pytest.MonkeyPatch) -> Project:
    """Make and prepare "greetings": 16 pool rows, 6 of the target, 16 in English, 16 to test on.

    Four rows of the pool are also in the test.
    """
    files: dict[Role, bytes] = {
        "pool": _rows(0, "fr", tiny.TEXTS[1], tiny.TEXTS[3]),
        "target": "\n".join(f"{tiny.TEXTS[2]} {i}" for i in range(40, 46)).encode(),
        "train": _rows(60, "en", tiny.TEXTS[0], tiny.TEXTS[4]),
        "test": _rows(4, "fr", tiny.TEXTS[1], tiny.TEXTS[2]),
    }
    project = create_project("Greetings")
    for role, content in files.items():
        name = f"{role}.txt" if role == "target" else f"{role}.csv"
        project, _ = put_file(project, role, name, content)
    change_settings(project, None, str(model))
    # Where the points lie does not matter here, and the layout is slow the first time.
    points = np.arange(36, dtype=np.float32).reshape(18, 2)
    patch.setattr("demux_core.workflows.preparation.project", lambda *_, **__: points)
    assert main(["workspace", "prepare", "greetings"]) == 0
    found = open_project("greetings")
    assert found is not None
    return found


def _rows(start: int, language: str, *texts: str) -> bytes:
    lines = [f"{t} {i},{'ab'[k]},{language}" for i in range(start, start + 8) for k, t in enumerate(texts)]
    return "\n".join(["text,label,lang", *lines]).encode()

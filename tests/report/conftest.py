from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DEMUX_WORKSPACE", str(tmp_path / "workspace"))
    return tmp_path / "workspace"

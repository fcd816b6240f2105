"""What nothing refers to is listed, and removed on request; what is in use or new stays."""

import json
import os
import time
from pathlib import Path

import pandas as pd
import pytest

from demux_core.base.config import cache_dir
from demux_core.cli import main
from demux_core.workspace import open_store, pruning
from tests.helpers.fabricated_project import prepared_project, write

OLD = time.time() - 2 * pruning.KEEP_SECONDS


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEMUX_CACHE", str(tmp_path / "cache"))


def add_encoding(name: str, texts: list[str], changed: float = OLD) -> Path:
    """An encoding in the cache."""
    folder = cache_dir() / "encodings" / name
    folder.mkdir(parents=True)
    pd.DataFrame({"id": texts, "text": texts}).to_parquet(folder / "rows.parquet")
    write(folder / "encoding.json", {})
    os.utime(folder / "encoding.json", (changed, changed))
    return folder


def add_old(path: Path, content: str = "a text") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)
    os.utime(path, (OLD, OLD))
    return path


def name_encodings(folder: Path, **names: str) -> None:
    """Let the preparation of a project name encodings of the cache."""
    manifest = json.loads((folder / "prepare.json").read_text())
    write(folder / "prepare.json", manifest | {"encodings": names})


def test_only_what_nothing_refers_to_is_pruned(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project = prepared_project()
    used, unused = add_encoding("used", ["a"]), add_encoding("unused", ["b"])
    new = add_encoding("new", ["c"], time.time())
    name_encodings(project.prepared_folder, source="used")
    stored = workspace / "artifacts" / f"{'1' * 64}.parquet"  # its row may be about to be written
    stored.write_text("a gloss")
    waste = [
        unused,
        add_old(workspace / "logs" / "job-99.txt"),
        add_old(workspace / "demux.db.before-0006"),
        add_old(workspace / "artifacts" / f"{'0' * 64}.csv"),
        add_old(cache_dir() / "hub" / "models--owner--gone").parent / "models--owner--gone",
    ]
    assert main(["workspace", "prune"]) == 0
    shown = capsys.readouterr()
    assert all(path.exists() for path in waste)
    assert "5 items" in shown.err
    assert "confirm with --yes" in shown.err
    assert all(str(path) in shown.out for path in waste)
    assert main(["workspace", "prune", "--yes"]) == 0
    assert not any(path.exists() for path in waste)
    assert used.exists()
    assert new.exists()
    assert stored.exists()
    assert pruning.find_waste(open_store()) == []
    stored.unlink()
    assert main(["workspace", "check"]) == 0


def test_a_removal_that_was_interrupted_is_finished_by_the_next(workspace: Path) -> None:
    prepared_project()
    left, again = add_encoding("a.removed", ["x"]), add_encoding("a", ["x"])
    assert main(["workspace", "prune", "--yes"]) == 0
    assert not left.exists()
    assert not again.exists()

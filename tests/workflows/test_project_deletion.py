"""A deleted project leaves nothing behind, and other projects keep what they share with it."""

from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa

from demux_core.cli import main
from demux_core.jobs.job_lookup import job_from_row
from demux_core.workflows.project_deletion import delete_project
from demux_core.workspace import integrity, open_store
from demux_core.workspace.artifacts import referenced_artifacts
from demux_core.workspace.project import create_project, list_projects, open_project, put_setting
from demux_core.workspace.project_duplicate import duplicate_project
from demux_core.workspace.project_files import load_file, put_file
from demux_core.workspace.schema import jobs, metadata, projects
from tests.helpers.fabricated_project import prepared_project

POOL = b"text,lang\nhello,en\nbonjour,fr\n"


def test_nothing_of_a_deleted_project_is_left(workspace: Path) -> None:
    project = prepared_project()
    store = open_store()
    row = {"project_id": project.id, "key": "k", "title": "t", "arguments": [], "state": "done", "attempt": 1}
    with store.write() as connection:
        number = connection.execute(jobs.insert().values(row)).inserted_primary_key[0]
        found = connection.execute(sa.select(jobs).where(jobs.c.id == number)).mappings().one()
    log = job_from_row(store, found).log.path
    log.parent.mkdir(exist_ok=True)
    log.write_text("a text\n")
    assert referenced_artifacts(store)
    delete_project(project)
    assert open_project(project.slug) is None
    with store.read() as connection:
        counts = {
            table.name: connection.scalar(sa.select(sa.func.count()).select_from(table))
            for table in metadata.sorted_tables
        }
    assert not any(counts.values())
    assert not log.exists()
    assert not project.folder.exists()
    assert not [path for path in (store.root / "artifacts").iterdir() if path.is_file()]
    assert integrity.check(store) == []


def test_a_duplicate_has_the_files_and_keeps_them_when_the_first_is_deleted(workspace: Path) -> None:
    first, _ = put_file(create_project("Intents"), "pool", "a.csv", POOL)
    second = duplicate_project(first)
    assert (second.name, second.slug) == ("Intents (2)", "intents-2")
    assert second.uploads == first.uploads
    delete_project(first)
    assert load_file(second, "pool").texts == ["hello", "bonjour"]
    assert list_projects() == [second]


def test_the_command_deletes_only_what_is_confirmed(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    create_project("Intents")
    assert main(["workspace", "delete", "intents"]) == 2
    assert "confirm with --yes" in capsys.readouterr().err
    assert open_project("intents")
    assert main(["workspace", "delete", "intents", "--yes"]) == 0
    with open_store().read() as connection:
        assert not connection.execute(sa.select(projects)).all()


def test_no_text_of_a_deleted_project_is_left_on_the_disk(
    workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEMUX_CACHE", str(tmp_path / "cache"))
    project, other = prepared_project(), create_project("Other")
    for name, text in (("mine", "hello <b>there</b> 3"), ("others", "another text")):
        folder = tmp_path / "cache" / "encodings" / name
        folder.mkdir(parents=True)
        pd.DataFrame({"text": [text]}).to_parquet(folder / "rows.parquet")
        (folder / "encoding.json").write_text("{}")
    damaged = tmp_path / "cache" / "encodings" / "damaged" / "rows.parquet"
    damaged.parent.mkdir()
    damaged.write_text("half a file")
    put_setting(project, "note", "a secret note of hello there")
    delete_project(project)
    assert [path.name for path in (tmp_path / "cache" / "encodings").glob("*[!k]")] == ["others"]
    left = [p for p in workspace.rglob("*") if p.is_file() and b"a secret note" in p.read_bytes()]
    assert left == []
    assert open_project(other.slug)

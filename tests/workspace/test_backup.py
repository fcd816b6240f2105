"""Backups of a workspace that is in use, and what `workspace check` says about a careless copy."""

import shutil
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.command import upgrade
from alembic.config import Config

from demux_core import InputError
from demux_core.cli import main
from demux_core.workspace import Store, database, open_store, records
from demux_core.workspace.backup import back_up, restore
from demux_core.workspace.integrity import check
from demux_core.workspace.project import create_project, list_projects
from demux_core.workspace.project_files import put_file

ROOT = Path(__file__).parents[2]
WRITER = """
import sys
from demux_core.workspace import open_store, records
for i in range(1_000_000):
    records.add_labels(open_store(), int(sys.argv[1]), sys.argv[2], [(f"{sys.argv[2]}-{i}", "yes")])
    print(f"{sys.argv[2]}-{i}", flush=True)
"""


@pytest.fixture
def store(workspace: Path) -> Store:
    """A workspace with a database of its own; PostgreSQL has its own backups."""
    return open_store(workspace)


def labelled_rows(store: Store) -> set[str]:
    return {label.row for label in records.list_labels(store, 1)}


def start_writer(project: int, who: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", WRITER, str(project), who]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def test_a_backup_holds_every_label_acknowledged_before_it_began(store: Store, tmp_path: Path) -> None:
    project, _ = put_file(create_project("p"), "pool", "a.csv", b"text\nhello\nbonjour\n")
    writers = [start_writer(project.id, who) for who in ("asha", "bela")]
    try:
        acknowledged = {next(writer.stdout or iter("")).strip() for writer in writers for _ in range(20)}
        back_up(store, tmp_path / "w.tar")
    finally:
        for writer in writers:
            writer.kill()
            writer.wait()
    restored = restore(tmp_path / "w.tar", tmp_path / "elsewhere" / "w")
    assert len(acknowledged) == 40
    assert acknowledged <= labelled_rows(restored)
    assert check(restored) == []
    assert (restored.root / "artifacts" / project.path("pool").name).read_bytes().startswith(b"text")
    assert not list(store.root.glob(".backup-*"))


def test_backup_and_restore_on_the_command_line(store: Store, tmp_path: Path) -> None:
    create_project("p")
    file, root = str(tmp_path / "w.tar"), str(tmp_path / "restored")
    assert main(["workspace", "backup", file]) == 0
    assert main(["workspace", "restore", file, "--workspace", root]) == 0
    assert [project.name for project in list_projects()] == ["p"]
    assert main(["workspace", "restore", file, "--workspace", root]) == 2  # it is no longer empty


def test_another_database_is_left_to_its_own_tool(store: Store, tmp_path: Path) -> None:
    elsewhere = replace(store, engine=sa.create_engine("postgresql+psycopg://demux@127.0.0.1/demux"))
    with pytest.raises(InputError, match="run pg_dump"):
        back_up(elsewhere, tmp_path / "w.tar")


def test_what_is_no_backup_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "w.tar").write_bytes(b"no tar file")
    with pytest.raises(InputError, match="is not a backup"):
        restore(tmp_path / "w.tar", tmp_path / "restored")
    assert [path.name for path in tmp_path.iterdir()] == ["w.tar"]


def test_a_database_of_an_earlier_version_is_copied_before_it_is_upgraded(workspace: Path) -> None:
    workspace.mkdir()
    config = Config()
    config.set_main_option("script_location", str(Path(database.__file__).parent / "migrations"))
    with sa.create_engine(f"sqlite:///{workspace / 'demux.db'}").begin() as connection:
        config.attributes["connection"] = connection
        upgrade(config, "0001")
    create_project("p")
    with sqlite3.connect(workspace / f"demux.db.before-{database.LATEST_MIGRATION}") as copy:
        assert copy.execute("SELECT version_num FROM alembic_version").fetchall() == [("0001",)]
        assert copy.execute("SELECT name FROM projects").fetchall() == []


def test_a_log_left_beside_a_copied_database_is_named_before_it_is_taken_over(
    store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = create_project("p")
    writer = start_writer(project.id, "asha")
    assert writer.stdout is not None
    writer.stdout.readline()
    (root := tmp_path / "restored").mkdir()
    for name in ("demux.db", "demux.db-wal"):
        shutil.copy(store.root / name, root / name)
    writer.kill()
    writer.wait()
    assert main(["workspace", "check", "--workspace", str(root)]) == 2
    assert "leftover: demux.db-wal" in capsys.readouterr().out
    assert (root / "demux.db-wal").exists()
    # The log of the workspace that is in use is not left over.
    assert main(["workspace", "check", "--workspace", str(store.root)]) == 0

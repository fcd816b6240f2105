"""Opening and upgrading a workspace, its transactions, and its errors."""

import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.command import upgrade
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.exc import IntegrityError

from demux_core.base.config import workspace_dir
from demux_core.workspace import Store, StoreError, database, open_store
from demux_core.workspace.records import utc_now
from demux_core.workspace.schema import encodings, metadata, models, projects

PROJECT = {"slug": "p", "name": "P", "created": utc_now(), "model": "default"}
MODEL = {"id": 1, "project_id": 1, "name": "m", "fingerprint": "f", "created": utc_now()}
ENCODING = {
    **{"id": 1, "project_id": 1, "model_id": 1, "part": "source", "task": "token", "dataset_hash": "h"},
    **{"rows": 1, "measures": [], "vectors": "v.npy", "listing": "l.parquet", "created": utc_now()},
}


def migrations() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(database.__file__).parent / "migrations"))
    return config


def slugs(store: Store) -> list[str]:
    with store.read() as connection:
        return list(connection.scalars(sa.select(projects.c.slug).order_by(projects.c.slug)))


def test_the_migrations_create_the_tables_of_the_schema(store: Store) -> None:
    with store.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_the_latest_migration_is_the_newest_file() -> None:
    assert ScriptDirectory.from_config(migrations()).get_current_head() == database.LATEST_MIGRATION


@pytest.mark.usefixtures("database")
def test_a_workspace_from_before_vectors_of_words_keeps_its_encodings() -> None:
    folder = workspace_dir()
    folder.mkdir(parents=True)
    engine = sa.create_engine(database._url(folder))
    with engine.begin() as connection:
        config = migrations()
        config.attributes["connection"] = connection
        upgrade(config, "0003")
        assert "words" not in {c["name"] for c in sa.inspect(connection).get_columns("encodings")}
        connection.execute(projects.insert(), PROJECT | {"id": 1})
        connection.execute(models.insert(), MODEL)
        connection.execute(encodings.insert(), ENCODING)
    engine.dispose()
    with open_store().read() as connection:
        kept = connection.execute(sa.select(encodings)).mappings().one()
    assert kept == {**ENCODING, "measured": None, "points": None, "words": None}


def test_written_rows_are_there_when_the_workspace_is_opened_again(store: Store) -> None:
    with store.write() as connection:
        connection.execute(projects.insert(), PROJECT)
    store.engine.dispose()
    assert slugs(open_store()) == ["p"]


def test_a_database_restored_from_a_copy_replaces_the_open_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEMUX_WORKSPACE", str(tmp_path))
    with open_store().write() as connection:
        connection.execute(projects.insert(), PROJECT)
    open_store().engine.dispose()
    copy = shutil.copy(tmp_path / database.DATABASE, tmp_path / "copy")
    with open_store().write() as connection:
        connection.execute(projects.insert(), PROJECT | {"slug": "lost"})
    Path(copy).replace(tmp_path / database.DATABASE)
    for rest in tmp_path.glob(f"{database.DATABASE}-*"):
        rest.unlink()
    with open_store().write() as connection:
        connection.execute(projects.insert(), PROJECT | {"slug": "q"})
    with sqlite3.connect(tmp_path / database.DATABASE) as connection:
        assert [slug for (slug,) in connection.execute("SELECT slug FROM projects ORDER BY slug")] == [
            "p",
            "q",
        ]
    assert slugs(open_store()) == ["p", "q"]


def test_a_transaction_writes_everything_or_nothing(store: Store) -> None:
    twice = [PROJECT, PROJECT | {"slug": "q"}, PROJECT]
    with pytest.raises(IntegrityError), store.write() as connection:
        connection.execute(projects.insert(), twice)
    assert slugs(store) == []


def test_a_workspace_of_a_newer_version_is_an_error(store: Store) -> None:
    with store.write() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    database._open.cache_clear()
    with pytest.raises(StoreError, match=r"got 9999 of a newer program; update"):
        open_store()


def write_many(name: str, times: int) -> None:
    store = open_store()
    for i in range(times):
        with store.write() as connection:
            connection.execute(projects.insert(), PROJECT | {"slug": f"{name}-{i}"})
        slugs(store)


def test_many_processes_can_create_a_workspace_and_write_at_once(database: str) -> None:
    code = "from tests.workspace.test_database import write_many; write_many({!r}, 25)"
    processes = [subprocess.Popen([sys.executable, "-c", code.format(f"w{i}")]) for i in range(4)]
    assert [process.wait(60) for process in processes] == [0] * 4
    assert len(slugs(open_store())) == 100


def test_readers_do_not_wait_for_a_writer_in_sqlite(
    tmp_path: Path,
) -> None:
    store = open_store(tmp_path)
    with sqlite3.connect(tmp_path / "demux.db") as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    with store.write() as writing:
        writing.execute(projects.insert(), PROJECT)
        assert slugs(store) == []


def test_a_deleted_workspace_is_created_again(tmp_path: Path) -> None:
    open_store(tmp_path / "w")
    for path in (tmp_path / "w").iterdir():
        path.unlink()
    assert slugs(open_store(tmp_path / "w")) == []


def test_a_file_at_the_path_of_the_workspace_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "w").write_text("")
    with pytest.raises(StoreError, match=r"cannot be written: .*; make it a writable directory"):
        open_store(tmp_path / "w")


def test_a_file_that_is_not_a_database_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "demux.db").write_bytes(b"something else " * 100)
    with pytest.raises(StoreError, match=r"demux\.db cannot be used: file is not a database; restore it"):
        open_store(tmp_path)


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("postgresql://me:secret@127.0.0.1:1/none", "127.0.0.1 does not answer"),
        ("oracle+none://me:secret@h/none", "whose driver is not installed"),
        ("nonsense", "must look like postgresql://"),
    ],
)
def test_the_error_for_a_wrong_address_does_not_contain_the_password(
    address: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEMUX_DATABASE_URL", address)
    with pytest.raises(StoreError, match=message) as caught:
        open_store(tmp_path)
    assert "secret" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_password_may_stand_in_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "password").write_text("geheim#@/:\n")
    monkeypatch.setenv("DEMUX_DATABASE_URL", "postgresql://me@127.0.0.1:1/none")
    monkeypatch.setenv(database.PASSWORD_FILE, str(tmp_path / "password"))
    assert database._url(tmp_path).password == "geheim#@/:"
    monkeypatch.setenv(database.PASSWORD_FILE, str(tmp_path / "absent"))
    with pytest.raises(StoreError, match="must name a text file that can be read"):
        open_store(tmp_path)


def test_the_command_line_prints_the_error_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    command = [
        sys.executable,
        "-m",
        "demux_core",
        "workspace",
        "check",
        "--workspace",
        str(tmp_path / "file"),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("error: the workspace ")
    assert len(done.stderr.splitlines()) == 1


def test_a_new_workspace_is_open_to_its_owner_only(workspace: Path) -> None:
    open_store()
    assert workspace.stat().st_mode & 0o777 == 0o700

"""The database of a workspace: SQLite in the workspace, or the one that ``DEMUX_DATABASE_URL`` names."""

import errno
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from filelock import FileLock
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from demux_core.base.config import workspace_dir
from demux_core.base.errors import InputError
from demux_core.base.files import atomic_path
from demux_core.workspace.sqlite_files import copy_database

DATABASE = "demux.db"
PASSWORD_FILE = "DEMUX_DATABASE_PASSWORD_FILE"
LATEST_MIGRATION = "0008"
_BUSY_SECONDS = 30
_opening = threading.Lock()


class StoreError(InputError):
    """The workspace cannot be read or written: a full disk, missing permissions, no database server."""


@dataclass(frozen=True)
class Store:
    """A workspace: ``root`` is its directory, ``engine`` its database."""

    root: Path
    engine: sa.Engine

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """A transaction that only reads; it never waits for one that writes."""
        with self._explained_errors(), self.engine.connect().execution_options(demux_read=True) as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[sa.Connection]:
        """A transaction that writes everything or nothing."""
        with self._explained_errors(), self.engine.begin() as connection:
            yield connection

    def insert(self, table: sa.Table) -> postgresql.Insert | sqlite.Insert:
        """An INSERT with a clause for rows that already exist."""
        insert = postgresql.insert if self.engine.dialect.name == "postgresql" else sqlite.insert
        return insert(table)

    @contextmanager
    def _explained_errors(self) -> Iterator[None]:
        try:
            yield
        except sa.exc.IntegrityError:
            raise  # a constraint of the tables, which the caller can explain
        except (DBAPIError, sa.exc.TimeoutError) as error:
            raise StoreError(_explain(self.engine.url, error)) from error


def open_store(root: str | Path | None = None) -> Store:
    """Open the workspace; create it or upgrade its tables to this version where needed.

    Args:
        root: its directory; ``DEMUX_WORKSPACE`` by default.

    Raises:
        StoreError: it cannot be written, or a newer version wrote it.
    """
    folder = Path(root or workspace_dir()).expanduser().absolute()
    url = _url(folder)
    with _opening:  # threads of a server must share one engine
        address = url.render_as_string(hide_password=False)
        file = Path(url.database) if url.database and url.get_backend_name() == "sqlite" else None
        if file is not None and not file.exists():  # the workspace is new, or was deleted
            _open.cache_clear()
            _open(folder, address, None).engine.dispose()
        return _open(folder, address, None if file is None else file.stat().st_ino)


def is_outdated(root: str | Path | None = None) -> bool:
    """Whether opening the workspace upgrades its tables; they are only read.

    Raises:
        StoreError: it cannot be read, or a newer version wrote it.
    """
    folder = Path(root or workspace_dir()).expanduser().absolute()
    store = Store(folder, _engine(_url(folder)))
    try:
        return _version(store) != LATEST_MIGRATION
    finally:
        store.engine.dispose()


@lru_cache(maxsize=8)
def _open(folder: Path, address: str, file: int | None) -> Store:
    """Open a database once; ``file`` (its inode) changes when it is restored from a copy."""
    url = make_url(address)
    with explain_disk_errors(folder):
        folder.mkdir(
            mode=0o700, parents=True, exist_ok=True
        )  # texts are for this user unless someone opens it
        store = Store(folder, _engine(url))
        if _version(store) != LATEST_MIGRATION:
            with FileLock(folder / f".{DATABASE}.lock"):
                _keep_copy(store)
                _upgrade(store)
    return store


def forget_deleted(store: Store) -> None:
    """Empty the log beside an SQLite database, which still holds what was deleted; not while it is read."""
    if store.engine.dialect.name == "sqlite":
        with store._explained_errors():
            raw = store.engine.raw_connection()
            raw.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr]
            raw.close()


@contextmanager
def explain_disk_errors(root: Path) -> Iterator[None]:
    """Raise StoreError with the remedy if a file of the workspace cannot be written."""
    try:
        yield
    except OSError as error:
        is_full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        remedy = "free some space" if is_full else "make it a writable directory, or set DEMUX_WORKSPACE"
        raise StoreError(f"the workspace {root} cannot be written: {error.strerror}; {remedy}") from error


def _url(folder: Path) -> URL:
    address = os.environ.get("DEMUX_DATABASE_URL")
    if not address:
        return URL.create("sqlite", database=str(folder / DATABASE))
    try:
        url = make_url(address)
    except ArgumentError as error:
        raise StoreError("DEMUX_DATABASE_URL must look like postgresql://user:password@host/name") from error
    if url.drivername in ("postgres", "postgresql"):
        url = url.set(drivername="postgresql+psycopg")
    return url.set(password=_password(Path(file))) if (file := os.environ.get(PASSWORD_FILE)) else url


def _password(file: Path) -> str:
    """The password in a file, which no list of processes and no child process shows."""
    try:
        return file.read_text(encoding="utf-8").strip()
    except (OSError, ValueError) as error:
        raise StoreError(
            f"{PASSWORD_FILE} must name a text file that can be read, got {file}; correct it"
        ) from error


def _engine(url: URL) -> sa.Engine:
    try:
        if url.get_backend_name() != "sqlite":
            return sa.create_engine(url, pool_pre_ping=True)
        engine = sa.create_engine(url, connect_args={"timeout": _BUSY_SECONDS}, max_overflow=30)
    except (ModuleNotFoundError, sa.exc.NoSuchModuleError) as error:
        raise StoreError(
            f"DEMUX_DATABASE_URL names a database whose driver is not installed ({error}); "
            "for PostgreSQL, run pip install 'psycopg[binary]'"
        ) from error
    sa.event.listen(engine, "connect", _prepare_sqlite)
    sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _: object) -> None:
    connection.isolation_level = None  # transactions begin in _begin_sqlite, not in the driver
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA synchronous=FULL")  # committed data survives a power failure
    connection.execute("PRAGMA secure_delete=ON")  # deleted texts are overwritten


def _begin_sqlite(connection: sa.Connection) -> None:
    # A transaction that first reads and then writes would fail instead of wait while another one writes.
    reads = connection.get_execution_options().get("demux_read")
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


def _version(store: Store) -> str | None:
    with store.read() as connection:
        if not sa.inspect(connection).has_table("alembic_version"):
            return None
        version = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
    if version is not None and version > LATEST_MIGRATION:
        raise StoreError(
            f"the workspace's tables must have version {LATEST_MIGRATION} at most, got {version} of a newer "
            "program; update this one"
        )
    return None if version is None else str(version)


def _keep_copy(store: Store) -> None:
    """Copy a database of an earlier version beside it, to go back to after a failed upgrade."""
    version = _version(store)
    if store.engine.dialect.name == "sqlite" and version not in (None, LATEST_MIGRATION):
        with atomic_path(store.root / f"{DATABASE}.before-{LATEST_MIGRATION}") as copy:
            copy_database(Path(str(store.engine.url.database)), copy)


def _upgrade(store: Store) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    if store.engine.dialect.name == "sqlite":
        with store._explained_errors():
            raw = store.engine.raw_connection()
            raw.driver_connection.execute("PRAGMA journal_mode=WAL")  # type: ignore[union-attr]
            raw.close()
    with store.write() as connection:
        if store.engine.dialect.name == "postgresql":  # other servers may open it at the same time
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(7368652)"))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _explain(url: URL, error: Exception) -> str:
    message = str(getattr(error, "orig", None) or error).strip().split("\n")[0]
    if url.get_backend_name() != "sqlite":
        if isinstance(error, sa.exc.OperationalError):
            return f"the database at {url.host} does not answer: {message}; check DEMUX_DATABASE_URL"
        return f"the database at {url.host} refuses the request: {message}"
    remedies = {
        "readonly": "make the workspace writable",
        "unable to open": "make the workspace writable",
        "full": "free some space",
        "disk I/O": "free some space, or check the disk",
        "malformed": "restore it from a backup; `python -m demux_core workspace check` shows the damage",
        "not a database": "restore it from a backup",
    }
    remedy = next((text for sign, text in remedies.items() if sign in message), "try again")
    return f"the workspace's database {url.database} cannot be used: {message}; {remedy}"

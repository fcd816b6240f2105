"""Opening the workspace's database: SQLite in the workspace, or what ``DEMUX_DATABASE_URL`` names."""

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

DATABASE = "demux.db"
LATEST_MIGRATION = "0003"  # the newest migration
_BUSY_SECONDS = 30
_opening = threading.Lock()


class StoreError(InputError):
    """The workspace cannot be read or written now: a full disk, a missing right, no database server."""


@dataclass(frozen=True)
class Store:
    """A workspace: ``root`` is its directory, ``engine`` its database."""

    root: Path
    engine: sa.Engine

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """A transaction that reads; it never waits for one that writes."""
        with self._told(), self.engine.connect().execution_options(demux_read=True) as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[sa.Connection]:
        """A transaction that writes: all of it or nothing."""
        with self._told(), self.engine.begin() as connection:
            yield connection

    def insert(self, table: sa.Table) -> postgresql.Insert | sqlite.Insert:
        """An INSERT that may say what to do where the row is there already."""
        insert = postgresql.insert if self.engine.dialect.name == "postgresql" else sqlite.insert
        return insert(table)

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except sa.exc.IntegrityError:
            raise  # a rule of the tables: the caller knows what it means
        except (DBAPIError, sa.exc.TimeoutError) as error:
            raise StoreError(_explain(self.engine.url, error)) from error


def open_store(root: str | Path | None = None) -> Store:
    """Open the workspace, made or brought to this version's tables where needed.

    Args:
        root: its directory; ``DEMUX_WORKSPACE`` unless given.

    Raises:
        StoreError: it cannot be written, or a newer version made it.
    """
    folder = Path(root or workspace_dir()).expanduser().absolute()
    url = _url(folder)
    with _opening:  # threads of one server must not make two engines
        address = url.render_as_string(hide_password=False)
        file = Path(url.database) if url.database and url.get_backend_name() == "sqlite" else None
        if file is not None and not file.exists():  # somebody took the workspace away, or it is new
            _open.cache_clear()
            _open(folder, address, None).engine.dispose()
        return _open(folder, address, None if file is None else file.stat().st_ino)


@lru_cache(maxsize=8)
def _open(folder: Path, address: str, file: int | None) -> Store:
    """``file`` tells a database that was restored from a copy from the one that was there before."""
    url = make_url(address)
    with explain_disk_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        store = Store(folder, _engine(url))
        if _version(store) != LATEST_MIGRATION:
            with FileLock(folder / f".{DATABASE}.lock"):
                _upgrade(store)
    return store


@contextmanager
def explain_disk_errors(root: Path) -> Iterator[None]:
    """Say what to do where a file of the workspace cannot be written."""
    try:
        yield
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        todo = "free some space" if full else "make it a writable directory, or name one with DEMUX_WORKSPACE"
        raise StoreError(f"the workspace {root} cannot be written: {error.strerror}; {todo}") from error


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
    return url


def _engine(url: URL) -> sa.Engine:
    try:
        if url.get_backend_name() != "sqlite":
            return sa.create_engine(url, pool_pre_ping=True)
        engine = sa.create_engine(url, connect_args={"timeout": _BUSY_SECONDS}, max_overflow=30)
    except (ModuleNotFoundError, sa.exc.NoSuchModuleError) as error:
        raise StoreError(
            f"DEMUX_DATABASE_URL names a kind of database without its driver here ({error}); for PostgreSQL: "
            f"pip install 'psycopg[binary]'"
        ) from error
    sa.event.listen(engine, "connect", _prepare_sqlite)
    sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _: object) -> None:
    connection.isolation_level = None  # transactions are begun below and not by the driver
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA synchronous=FULL")  # what was said to be stored survives a power cut


def _begin_sqlite(connection: sa.Connection) -> None:
    # One that reads first and writes later would fail at once, not wait, if another writes meanwhile.
    reads = connection.get_execution_options().get("demux_read")
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


def _version(store: Store) -> str | None:
    with store.read() as connection:
        if not sa.inspect(connection).has_table("alembic_version"):
            return None
        found = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
    if found is not None and found > LATEST_MIGRATION:
        raise StoreError(
            f"the workspace was written by a newer version (tables {found}, this one knows {LATEST_MIGRATION}); update"
        )
    return None if found is None else str(found)


def _upgrade(store: Store) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    if store.engine.dialect.name == "sqlite":
        with store._told():
            raw = store.engine.raw_connection()
            raw.driver_connection.execute("PRAGMA journal_mode=WAL")  # type: ignore[union-attr]
            raw.close()
    with store.write() as connection:
        if store.engine.dialect.name == "postgresql":  # other servers may open it for the first time, too
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(7368652)"))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _explain(url: URL, error: Exception) -> str:
    said = str(getattr(error, "orig", None) or error).strip().split("\n")[0]
    if url.get_backend_name() != "sqlite":
        if isinstance(error, sa.exc.OperationalError):
            return f"the database at {url.host} does not answer: {said}; check DEMUX_DATABASE_URL"
        return f"the database at {url.host} refuses: {said}"
    remedies = {
        "readonly": "make the workspace writable",
        "unable to open": "make the workspace writable",
        "full": "free some space",
        "disk I/O": "free some space, or check the disk",
        "malformed": "restore it from a copy; `python -m demux_core workspace check` says more",
        "not a database": "restore it from a copy",
    }
    remedy = next((todo for sign, todo in remedies.items() if sign in said), "try again")
    return f"the workspace's database {url.database} cannot be used: {said}; {remedy}"

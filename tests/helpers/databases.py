"""Fixtures: a workspace on SQLite, and on a PostgreSQL server of the test run's own."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from demux_core.workspace import Store, open_store


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], str]]:
    """``postgres()`` empties the server's database; its address. Skipped where there is no server."""
    psycopg = pytest.importorskip("psycopg", reason="the driver psycopg is not installed")
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or [shutil.which("initdb")]
    if found[-1] is None:
        pytest.skip("PostgreSQL is not here; install the Debian package postgresql")
    programs = Path(found[-1]).parent
    # The server refuses to run as root, and an ordinary user cannot enter root's temporary directory.
    user = "postgres" if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="demux-postgres-"))
    if user:
        shutil.chown(folder, user)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    make = [programs / "initdb", "-D", folder / "data", "-U", "demux", "-A", "trust", "--no-sync"]
    subprocess.run(make, check=True, user=user, cwd="/", stdout=subprocess.DEVNULL)
    listen = ["-h", "127.0.0.1", "-p", str(port), "-k", str(folder), "-c", "fsync=off"]
    with (tmp_path_factory.mktemp("postgres") / "log").open("wb") as log:
        server = subprocess.Popen(
            [programs / "postgres", "-D", folder / "data", *listen],
            user=user,
            cwd="/",
            stderr=log,
            stdout=log,
        )
    address = f"postgresql://demux@127.0.0.1:{port}/postgres"

    def empty() -> str:
        with psycopg.connect(address) as connection:
            connection.execute("DROP SCHEMA public CASCADE")
            connection.execute("CREATE SCHEMA public")
        return address

    try:
        for _ in range(100):
            try:
                empty()
                break
            except psycopg.OperationalError:
                time.sleep(0.1)
        yield empty
    finally:
        server.send_signal(signal.SIGQUIT)  # at once: nothing of it is needed
        server.wait(20)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Name of the kind of database that the workspace ``DEMUX_WORKSPACE`` has."""
    monkeypatch.setenv("DEMUX_WORKSPACE", str(tmp_path / "workspace"))
    if request.param == "postgresql":
        monkeypatch.setenv("DEMUX_DATABASE_URL", request.getfixturevalue("postgres")())
    return request.param


@pytest.fixture
def store(database: str) -> Iterator[Store]:
    opened = open_store()
    yield opened
    opened.engine.dispose()

"""The files of an SQLite database: a copy of a live one, and a log (``-wal``) left over from another."""

import fcntl
import os
import sqlite3
from contextlib import closing
from pathlib import Path

_CONNECTED = 128  # the byte of the -shm file that every connection locks (UNIX_SHM_DMS in SQLite's os_unix.c)


def copy_database(database: Path, out: Path) -> None:
    """Copy a database as it is at one moment, with all that is committed, while others go on writing.

    The file alone is no copy: what was committed last is only in the log beside it.
    """
    with closing(sqlite3.connect(database)) as live, closing(sqlite3.connect(out)) as copy:
        live.backup(copy)


def has_leftover_log(database: Path) -> bool:
    """Whether there is a log beside the database that belongs to no open connection.

    A killed process leaves one. Whoever opens the database next adds its pages to it, also to a database that
    was copied here from elsewhere.
    """
    log, index = (database.with_name(f"{database.name}-{end}") for end in ("wal", "shm"))
    return log.exists() and log.stat().st_size > 0 and not (index.exists() and _is_locked(index))


def _is_locked(path: Path) -> bool:
    # In a child, because closing a file releases this process's own locks on it.
    if (child := os.fork()) == 0:
        with path.open("rb+") as file:
            try:
                fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, _CONNECTED)
            except OSError:
                os._exit(1)
            os._exit(0)
    return os.waitpid(child, 0)[1] != 0

"""Artifact files: ``artifacts/<sha256 of the content>.<suffix>``, written whole and never changed.

Rows of the database name them. Add or delete a file together with its row inside ``exclusive_changes``, so
that no process deletes a file that another one has just begun to use.
"""

import hashlib
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from filelock import FileLock, Timeout

from demux_core.base.files import atomic_path, sha256_of
from demux_core.workspace.database import Store, StoreError, explain_disk_errors
from demux_core.workspace.schema import ARTIFACT_COLUMNS, metadata

Content = bytes | Path  # of a file; the path of one that is too large to hold
FOLDER = "artifacts"
LOCK_SECONDS = 120


def artifact_path(store: Store, name: str) -> Path:
    """The path of the artifact ``name``."""
    return store.root / FOLDER / name


@contextmanager
def exclusive_changes(store: Store) -> Iterator[None]:
    """Lock artifacts and their rows against changes by other servers and workers.

    Raises:
        StoreError: another process holds the lock for more than ``LOCK_SECONDS``.
    """
    lock = FileLock(store.root / f".{FOLDER}.lock", timeout=LOCK_SECONDS)
    with explain_disk_errors(store.root):
        try:
            lock.acquire()
        except Timeout:
            raise StoreError(
                f"another process has been changing the files of {store.root} for {LOCK_SECONDS} seconds; "
                f"try again, or end that process"
            ) from None
        try:
            yield
        finally:
            lock.release()


@contextmanager
def new_artifact(store: Store, content: Content, suffix: str) -> Iterator[tuple[str, Path]]:
    """Write ``content``; yield its name and a path for checking it; it is kept unless the check raises."""
    digest = sha256_of(content) if isinstance(content, Path) else hashlib.sha256(content).hexdigest()
    name = f"{digest}{suffix}"
    with explain_disk_errors(store.root), atomic_path(artifact_path(store, name)) as temporary:
        write_content(content, temporary)
        yield name, temporary


def write_content(content: Content, path: Path) -> None:
    """Write the content of a file to ``path``."""
    if isinstance(content, Path):
        shutil.copyfile(content, path)
    else:
        path.write_bytes(content)


def store_file(store: Store, path: Path) -> str:
    """Copy a file into the workspace and return the artifact's name; an existing one is overwritten."""
    name = f"{sha256_of(path)}{path.suffix}"
    with atomic_path(artifact_path(store, name)) as temporary:
        shutil.copyfile(path, temporary)
    return name


def delete_unreferenced(store: Store, names: Iterable[str]) -> None:
    """Delete the artifacts among ``names`` that no row names any more."""
    for name in set(names) - set(referenced_artifacts(store)):
        artifact_path(store, name).unlink(missing_ok=True)


def referenced_artifacts(store: Store) -> dict[str, str]:
    """The artifacts that rows name, with the name of a table that does so."""
    tables: dict[str, str] = {}
    with store.read() as connection:
        for table in metadata.sorted_tables:
            for column in (table.c[name] for name in ARTIFACT_COLUMNS if name in table.c):
                names = connection.scalars(sa.select(column).where(column.is_not(None)))
                tables |= dict.fromkeys(names, table.name)
    return tables

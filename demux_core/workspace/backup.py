"""Backups of a workspace: one tar file with the database, and the files and models that its rows name."""

import shutil
import tarfile
from pathlib import Path
from tempfile import TemporaryDirectory

import sqlalchemy as sa

from demux_core.base.errors import InputError
from demux_core.base.files import atomic_path, link_or_copy
from demux_core.workspace.artifacts import FOLDER, artifact_path, exclusive_changes, referenced_artifacts
from demux_core.workspace.database import DATABASE, Store, open_store
from demux_core.workspace.schema import models
from demux_core.workspace.sqlite_files import copy_database


def back_up(store: Store, out: Path) -> None:
    """Write all that is committed when this begins to ``out``, while others go on working.

    Raises:
        InputError: the database is PostgreSQL.
    """
    if store.engine.dialect.name != "sqlite":
        raise InputError(
            f"a backup needs a database of SQLite, but DEMUX_DATABASE_URL names another; run pg_dump, and "
            f"then copy {store.root / FOLDER} and {store.root / 'projects'}"
        )
    with TemporaryDirectory(dir=store.root, prefix=".backup-") as folder:
        _take(store, Path(folder))
        with atomic_path(out) as temporary, tarfile.open(temporary, "w") as archive:
            for path in sorted(Path(folder).iterdir()):
                archive.add(path, path.name)


def restore(file: Path, root: Path) -> Store:
    """Restore a backup as the workspace ``root``, which must be new or empty, and return it.

    Raises:
        InputError: it is not empty, or ``file`` is not a backup.
    """
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise InputError(
            f"a backup must be restored to a new or empty directory, but {root} is not; choose another"
        )
    root.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=root.parent, prefix=".restore-") as folder:
        try:
            with tarfile.open(file, "r:") as archive:
                archive.getmember(DATABASE)
                archive.extractall(folder, filter="data")  # nothing outside the folder, no devices, no links
        except (OSError, tarfile.TarError, KeyError) as error:
            raise InputError(f"{file} is not a backup of a workspace ({error}); choose another") from error
        root.mkdir(exist_ok=True)
        for path in Path(folder).iterdir():
            path.rename(root / path.name)
    return open_store(root)


def _take(store: Store, folder: Path) -> None:
    # Artifacts never change, so a link keeps one as it is; the lock keeps them from being deleted until then.
    with exclusive_changes(store):
        copy_database(Path(str(store.engine.url.database)), folder / DATABASE)
        (folder / FOLDER).mkdir()
        for name in referenced_artifacts(store):
            path = artifact_path(store, name)
            if path.exists():  # `workspace check` names those that are missing
                link_or_copy(path, folder / FOLDER / name)
        with store.read() as connection:
            trained = connection.scalars(sa.select(models.c.folder).where(models.c.folder.is_not(None))).all()
        for name in trained:
            if (store.root / name).is_dir():
                shutil.copytree(
                    store.root / name, folder / name, copy_function=link_or_copy, dirs_exist_ok=True
                )

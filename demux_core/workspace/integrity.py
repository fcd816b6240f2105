"""Checks of a workspace: its database, the artifacts that rows name, the models trained in it."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import sqlalchemy as sa

from demux_core.base.files import sha256_of
from demux_core.workspace.artifacts import FOLDER, artifact_path, exclusive_changes, referenced_artifacts
from demux_core.workspace.database import DATABASE, Store
from demux_core.workspace.schema import models
from demux_core.workspace.sqlite_files import has_leftover_log

# A file whose name begins with a dot is being written, or was left by a process killed while writing.
_MAX_WRITING_SECONDS = 3_600
_PREPARE = "prepare the project again on the Data page"
_REMEDIES = {
    "datasets": "upload the file again on the Data page",
    "encodings": _PREPARE,
    "selections": "make the selection again",
    "cells": "run the experiment again; it computes what is missing",
}


@dataclass(frozen=True)
class Problem:
    """An item of the workspace that is missing, damaged, orphaned or left over, and what to do about it."""

    kind: Literal["missing", "damaged", "orphaned", "leftover"]
    item: str
    remedy: str


def check_unopened(root: Path) -> list[Problem]:
    """Look at a workspace before it is opened: opening takes over what was left beside its database."""
    if not has_leftover_log(root / DATABASE):
        return []
    remedy = (
        f"after a crash, start the dashboard, which takes over what is in it; if {DATABASE} was copied here, "
        f"delete {DATABASE}-wal and {DATABASE}-shm, and copy it again"
    )
    return [Problem("leftover", f"{DATABASE}-wal", remedy)]


def check(store: Store) -> list[Problem]:
    """Compare files with the rows that name them, and their content with the hash in their names."""
    problems = [
        Problem("damaged", f"the database ({line})", "restore a backup") for line in _database_problems(store)
    ]
    for name, table in sorted(referenced_artifacts(store).items()):
        path = artifact_path(store, name)
        if not path.exists():
            problems.append(Problem("missing", f"{FOLDER}/{name}", _REMEDIES[table]))
        elif sha256_of(path) != path.stem:
            problems.append(Problem("damaged", f"{FOLDER}/{name}", _REMEDIES[table]))
    with store.read() as connection:
        folders = connection.scalars(sa.select(models.c.folder).where(models.c.folder.is_not(None))).all()
    problems += [Problem("missing", f, _PREPARE) for f in folders if not (store.root / f).is_dir()]
    remedy = "nothing refers to it; `python -m demux_core workspace check --delete-orphans` deletes it"
    return problems + [Problem("orphaned", f"{FOLDER}/{p.name}", remedy) for p in orphans(store)]


def delete_orphans(store: Store) -> int:
    """Delete the artifact files that no row names, and return their number."""
    with exclusive_changes(store):
        unnamed = orphans(store)
        for path in unnamed:
            path.unlink(missing_ok=True)
    return len(unnamed)


def _database_problems(store: Store) -> list[str]:
    # A PostgreSQL server checks its files itself.
    if store.engine.dialect.name != "sqlite":
        return []
    with store.read() as connection:
        lines = [str(row[0]) for row in connection.execute(sa.text("PRAGMA integrity_check"))]
        broken = connection.execute(sa.text("PRAGMA foreign_key_check")).fetchall()
    return [line for line in lines if line != "ok"] + [
        f"{row[0]}: a row whose parent is missing" for row in broken
    ]


def orphans(store: Store) -> list[Path]:
    """Return the artifact files that no row names, and what was left of files that were never finished."""
    folder, referenced = store.root / FOLDER, referenced_artifacts(store)
    files = sorted(folder.iterdir()) if folder.exists() else []
    oldest = time.time() - _MAX_WRITING_SECONDS
    finished = (p for p in files if not p.name.startswith(".") or p.stat().st_mtime < oldest)
    return [path for path in finished if path.name not in referenced]

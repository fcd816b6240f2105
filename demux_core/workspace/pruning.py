"""What takes disk space in a workspace and its cache though nothing refers to it any more."""

import json
import shutil
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import sqlalchemy as sa

from demux_core.base.config import cache_dir
from demux_core.modelling.encoding_cache import cached_encodings, last_used, remove_encoding
from demux_core.modelling.hub_models import downloads, is_download_of
from demux_core.workspace.artifacts import exclusive_changes
from demux_core.workspace.database import DATABASE, Store
from demux_core.workspace.integrity import orphans
from demux_core.workspace.quota import freed_bytes
from demux_core.workspace.schema import experiments, jobs, projects

# A job may need what no row names yet, and a person may want to try a failed one again.
KEEP_SECONDS = 86_400
Kind = Literal["encoding", "log", "download", "project", "experiment", "file", "copy", "selection"]


@dataclass(frozen=True)
class Waste:
    """A file or folder that nothing refers to, and the bytes that its removal frees."""

    kind: Kind
    path: Path
    bytes: int


def find_waste(store: Store) -> list[Waste]:
    """Return what nothing has referred to for a day: cached encodings, downloads, logs and remains.

    Other workspaces and commands may share the cache; what they miss of it is computed or downloaded again.
    """
    before = time.time() - KEEP_SECONDS
    found = [(kind, path) for kind, path in _candidates(store) if _last_used(kind, path) < before]
    return [Waste(kind, path, freed_bytes(path)) for kind, path in found if path.exists()]


def prune(store: Store) -> list[Waste]:
    """Remove what ``find_waste`` finds, and return what was removed."""
    with exclusive_changes(store):
        return [item for item in find_waste(store) if _remove(item)]


def named_encodings(store: Store, besides: Path | None = None) -> set[str]:
    """Names of the encodings that the preparations and rounds of projects are made of.

    Args:
        store: the workspace.
        besides: the folder of a project that does not count.
    """
    names: set[str] = set()
    for pattern in ("*/run/prepare.json", "*/rounds/*/prepare.json"):
        for path in (store.root / "projects").glob(pattern):
            if besides is None or not path.is_relative_to(besides):
                with suppress(OSError, ValueError):
                    names |= set(json.loads(path.read_text(encoding="utf-8")).get("encodings", {}).values())
    return names


def _candidates(store: Store) -> Iterator[tuple[Kind, Path]]:
    with store.read() as connection:
        slugs = dict(connection.execute(sa.select(projects.c.slug, projects.c.model)).tuples().all())
        trials = {str(number) for number in connection.scalars(sa.select(experiments.c.id))}
        logs = {f"job-{number}.txt" for number in connection.scalars(sa.select(jobs.c.id))}
    named = named_encodings(store)
    yield from (("file", path) for path in orphans(store))
    yield from (("encoding", path) for path in cached_encodings() if path.name not in named)
    for path in downloads():
        if not any(is_download_of(path, model) for model in slugs.values()):
            yield "download", path
    yield from (("log", path) for path in (store.root / "logs").glob("job-*.txt") if path.name not in logs)
    yield from (("project", path) for path in (store.root / "projects").glob("*") if path.name not in slugs)
    for path in (store.root / "projects").glob("*/experiments/*"):
        if path.name not in trials and path.parents[1].name in slugs:
            yield "experiment", path
    yield from (("copy", path) for path in store.root.glob(f"{DATABASE}.before-*"))
    yield from (("copy", path) for path in store.root.glob(".backup-*"))
    yield from (("copy", path) for path in (cache_dir() / "models").glob(".default-*"))
    yield from (("selection", path) for path in (cache_dir() / "selections").glob("*"))


def _last_used(kind: Kind, path: Path) -> float:
    try:
        return last_used(path) if kind == "encoding" else path.stat().st_mtime
    except FileNotFoundError:  # somebody else has just removed it
        return time.time()


def _remove(item: Waste) -> bool:
    if item.kind == "encoding":
        return remove_encoding(item.path)
    if item.path.is_dir():
        shutil.rmtree(item.path)
    else:
        item.path.unlink(missing_ok=True)
    return True

"""Prepared projects: storing and opening their encodings and map."""

import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from demux_core.base.errors import InputError
from demux_core.modelling import encoding as files
from demux_core.modelling.encoding import Encoding
from demux_core.strategies import STRATEGIES
from demux_core.strategies.needs import NEEDS, needs_met
from demux_core.tasks import TASKS
from demux_core.workspace import Store, open_store
from demux_core.workspace.artifacts import artifact_path, delete_unreferenced, exclusive_changes, store_file
from demux_core.workspace.glosses import with_glosses
from demux_core.workspace.project import Project, Role
from demux_core.workspace.records import utc_now
from demux_core.workspace.schema import ARTIFACT_COLUMNS, encodings, models

_ROLE_OF: dict[str, Role] = {"source": "pool", "target": "target", "gold": "gold"}
_NOT_PREPARED = "the project is not prepared; prepare it on the Data page"


@dataclass(frozen=True, eq=False)
class PreparedProject:
    """The encodings that points are chosen from, and the map.

    Args:
        source: the pool.
        target: the target sample.
        points: (len(source) + len(target), 2) float32, the map; the pool's rows first.
        key: identifies the content; it changes when the project is prepared again.
        gold: labelled data of the target language; None if there is none, or it has changed since.
        shown: identifies what is shown of it: also changes with the glosses, which change nothing else.
    """

    source: Encoding
    target: Encoding
    points: NDArray[np.float32]
    key: str
    gold: Encoding | None = None
    shown: str = ""


def record_prepared(project: Project, folder: Path) -> None:
    """Store what ``prepare`` wrote to ``folder``, replacing an earlier preparation."""
    store = open_store()
    manifest = json.loads((folder / "prepare.json").read_text(encoding="utf-8"))
    training = manifest["training"]
    model = {
        "project_id": project.id,
        "name": project.model,
        "fingerprint": _manifest(folder / "source")["model"],
        "training_hash": None if training is None else training["content_hash"],
        "folder": None if training is None else _path_in_workspace(store, folder / "model"),
        "created": utc_now(),
    }
    parts = _stored_parts(store, folder, manifest)  # copying takes long, so others may work meanwhile
    with exclusive_changes(store):
        if not all(artifact_path(store, name).exists() for row in parts.values() for name in _named(row)):
            parts = _stored_parts(store, folder, manifest)  # deleted meanwhile, as nothing named them
        replaced = [*_rows(project), *_rows(project, "gold")]
        replaced_artifacts = [name for row in replaced for name in _artifacts(row) if name is not None]
        with store.write() as connection:
            connection.execute(encodings.delete().where(encodings.c.project_id == project.id))
            connection.execute(models.delete().where(models.c.project_id == project.id))
            number = connection.execute(models.insert(), model).inserted_primary_key
            assert number is not None
            for part, row in parts.items():
                owner = {"project_id": project.id, "model_id": number[0], "part": part, "created": utc_now()}
                connection.execute(encodings.insert(), owner | row)
        delete_unreferenced(store, replaced_artifacts)


def is_stale(project: Project) -> bool:
    """Whether the project's files or settings have changed since it was prepared."""
    rows = _rows(project)
    if not rows:
        return False
    pool, target = rows
    current = [_hash(project, "pool"), _hash(project, "target"), _hash(project, "train")]
    prepared = [pool.dataset_hash, target.dataset_hash, pool.training_hash]
    return current != prepared or (pool.task, pool.name) != (project.effective_task, project.model)


def lacks_gold(project: Project) -> bool:
    """Whether the project was prepared without its current labelled target data.

    Only GOLD needs them, so such a project is not stale.
    """
    return "gold" in project.uploads and is_prepared(project) and not _gold(project)


def lacks_words(project: Project) -> bool:
    """Whether words have labels but no vectors: earlier versions stored none.

    Only strategies that compare words need them, so such a project is not stale.
    """
    return any(TASKS[row.task].labels_words and row.words is None for row in _rows(project))


def is_prepared(project: Project) -> bool:
    """Whether the project has been prepared, whatever has changed since."""
    return bool(_rows(project))


def prepared_key(project: Project) -> str:
    """Return ``PreparedProject.key`` without opening the files; InputError if it is not prepared."""
    return _key(_rows(project), *_gold(project))


def shown_key(project: Project) -> str:
    """Return ``PreparedProject.shown`` without opening the files; InputError if it is not prepared."""
    rows = [*_rows(project), *_gold(project)]
    glosses = [name for row in rows if (name := _glosses(project, row))]
    return " ".join([prepared_key(project), *glosses])


def prepared_rows(project: Project) -> tuple[int, int]:
    """Return how many texts of pool and target sample were prepared; InputError if none were."""
    rows = _rows(project)
    if not rows:
        raise InputError(_NOT_PREPARED)
    pool, target = rows
    return pool.rows, target.rows


def prepared_settings(project: Project) -> dict[str, Any]:
    """Return model, fingerprint, data hashes and measures of the preparation; InputError if there is none."""
    rows = _rows(project)
    if not rows:
        raise InputError(_NOT_PREPARED)
    pool, target = rows
    return {
        "model": pool.name,
        "fingerprint": pool.fingerprint,
        "fine-tuned on": pool.training_hash,
        "pool": pool.dataset_hash,
        "target": target.dataset_hash,
        "measures": list(pool.measures),
    }


def open_prepared(project: Project) -> PreparedProject:
    """Open the encodings and the map of a project.

    Raises:
        InputError: it is not prepared, or files are missing or damaged.
    """
    store, rows, gold = open_store(), _rows(project), _gold(project)
    key = _key(rows, *gold)
    try:
        source, target, *golds = (
            with_glosses(_encoding(store, row), _glosses(project, row)) for row in (*rows, *gold)
        )
        points = np.load(artifact_path(store, rows[0].points), mmap_mode="r")
    except (OSError, ValueError) as error:
        raise InputError(f"the prepared files cannot be read ({error}); prepare the project again") from error
    if len(points) != len(source) + len(target):
        raise InputError(
            f"the map must have a point for each of the {len(source) + len(target):,} rows, got "
            f"{len(points):,}; prepare the project again"
        )
    return PreparedProject(source, target, points, key, golds[0] if golds else None, shown_key(project))


def unmet_need(strategy: str, run: PreparedProject, given: Collection[str] = ()) -> str | None:
    """Return why ``strategy`` cannot choose from ``run``, or None if it can.

    Args:
        strategy: its name.
        run: the prepared project.
        given: further inputs, of ``gold`` and ``allocation``.
    """
    missing = STRATEGIES[strategy].needs - needs_met(run.source, run.target) - set(given)
    return NEEDS[min(missing)].remedy if missing else None


def _hash(project: Project, role: Role) -> str | None:
    return project.uploads[role].content_hash if role in project.uploads else None


def _rows(project: Project, *parts: str) -> Sequence[sa.Row[Any]]:
    """Rows of the pool's and the target's encodings (or of ``parts``) with their models, if there are any."""
    columns = (*encodings.c, models.c.name, models.c.fingerprint, models.c.training_hash)
    mine = (encodings.c.project_id == project.id) & encodings.c.part.in_(parts or ("source", "target"))
    query = sa.select(*columns).join(models).where(mine)
    with open_store().read() as connection:
        return connection.execute(query.order_by(encodings.c.part)).all()


def _glosses(project: Project, row: sa.Row[Any]) -> str | None:
    """The artifact with the glosses of an encoding's rows, unless the files are others by now."""
    upload = project.uploads.get(_ROLE_OF[row.part])
    return upload.glosses if upload and upload.content_hash == row.dataset_hash else None


def _gold(project: Project) -> Sequence[sa.Row[Any]]:
    """The row of the labelled target data's encoding, if the file has not changed since."""
    current = _hash(project, "gold")
    return [row for row in _rows(project, "gold") if row.dataset_hash == current]


def _key(rows: Sequence[sa.Row[Any]], *more: sa.Row[Any]) -> str:
    if not rows:
        raise InputError(_NOT_PREPARED)
    names = " ".join(str(name) for row in (*rows, *more) for name in _artifacts(row))
    return hashlib.sha256(names.encode()).hexdigest()


def _artifacts(row: sa.Row[Any]) -> tuple[str | None, ...]:
    artifacts = row.vectors, row.measured, row.listing, row.points
    # Without words the key of an earlier version must stay the same, since rounds of annotation record it.
    return artifacts if row.words is None else (*artifacts, row.words)


def _path_in_workspace(store: Store, folder: Path) -> str | None:
    """A folder's path relative to the workspace; None if there is none, as in demos without weights."""
    return folder.relative_to(store.root).as_posix() if folder.is_dir() else None


def _manifest(folder: Path) -> dict[str, Any]:
    return dict(json.loads((folder / files.MANIFEST).read_text(encoding="utf-8")))


def _stored_parts(store: Store, folder: Path, manifest: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Copy the files of a preparation into the workspace; the row of each of its encodings."""
    names = ["source", "target", *(["gold"] if manifest.get("gold") else [])]
    parts = {part: _stored_row(store, folder / part, manifest) for part in names}
    parts["source"]["points"] = store_file(store, folder / "map.npy")
    return parts


def _named(row: dict[str, Any]) -> list[str]:
    return [row[column] for column in ARTIFACT_COLUMNS if row.get(column) is not None]


def _stored_row(store: Store, folder: Path, manifest: dict[str, Any]) -> dict[str, Any]:
    measures = _manifest(folder)["measures"]
    return {
        "task": manifest["task"],
        "dataset_hash": manifest[folder.name]["content_hash"],
        "rows": manifest[folder.name]["rows"],
        "measures": measures,
        "vectors": store_file(store, folder / files.EMBEDDINGS),
        "measured": store_file(store, folder / files.UNCERTAINTY) if measures else None,
        "words": store_file(store, folder / files.WORDS) if (folder / files.WORDS).exists() else None,
        "listing": store_file(store, folder / files.ROWS),
    }


def _encoding(store: Store, row: sa.Row[Any]) -> Encoding:
    measured = None if row.measured is None else artifact_path(store, row.measured)
    listing, vectors = artifact_path(store, row.listing), artifact_path(store, row.vectors)
    words = None if row.words is None else artifact_path(store, row.words)
    return Encoding.read(listing, vectors, measured, row.measures, words=words)

"""A project prepared with the model of a round: the next points are chosen from what this model encodes."""

import json
import shutil
from collections.abc import Collection, Mapping
from dataclasses import replace

import numpy as np

from demux_core.base.files import atomic_path, atomic_write, link_folder
from demux_core.base.progress import Progress, with_step_name
from demux_core.data.dataset import Dataset
from demux_core.data.leakage import without_leaks
from demux_core.modelling.encoding_cache import encodings_folder
from demux_core.workflows.annotation_rounds import (
    Round,
    every_round,
    list_rounds,
    rounds_folder,
    write_round,
)
from demux_core.workflows.preparation import MANIFEST, preparation_manifest, read_manifest
from demux_core.workflows.round_changes import target_uncertainty, with_covered, with_more_certain
from demux_core.workspace.prepared import open_prepared, prepared_key, record_prepared
from demux_core.workspace.project import Project


def prepare_with_round(
    project: Project, data: Mapping[str, Dataset], current: Round, progress: Progress
) -> Round:
    """Encode pool and target sample with the model of a round; points keep their places on the map.

    The pool has the rows that the prepared project has.

    Returns:
        The round, finished: with the key of the prepared project.
    """
    from demux_core.modelling.encoder import encode
    from demux_core.modelling.models import find_model
    from demux_core.modelling.shards import Reader

    out = rounds_folder(project) / str(current.number)
    reader, encodings = Reader(find_model(out / "model"), data["source"].task), {}
    prepared = open_prepared(project)
    uncertainty = target_uncertainty(prepared.target)
    used = without_leaks(data) | {"source": _with_ids(data["source"], prepared.source.ids)}
    for role in [role for role in ("source", "target", "gold") if role in data]:
        finished = encode(used[role], reader, progress=with_step_name(progress, f"encode {role}"))
        link_folder(finished, out / role)
        encodings[role] = finished.name
    with atomic_path(out / "map.npy") as temporary:
        np.save(temporary, np.asarray(prepared.points))
    before = read_manifest(project.prepared_folder / MANIFEST)
    manifest = preparation_manifest(data, project.model, encodings) | {
        "left_out": before.get("left_out", {}),
        "round": current.number,
    }
    atomic_write(out / MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
    record_prepared(project, out)
    prepared = open_prepared(project)
    current = with_more_certain(replace(current, run=prepared_key(project)), uncertainty, prepared.target)
    earlier = [one for one in list_rounds(project) if one.number < current.number]
    current = with_covered(current, earlier[-1].ids if earlier else (), prepared)
    write_round(project, current)
    for former in every_round(project)[:-1]:
        _remove_files(project, former, kept=encodings.values())
    return current


def _with_ids(pool: Dataset, ids: Collection[str]) -> Dataset:
    kept = set(ids)
    return pool.take([row for row, name in enumerate(pool.frame["id"]) if name in kept])


def _remove_files(project: Project, earlier: Round, kept: Collection[str]) -> None:
    """Remove model and encodings of an earlier round: they take half a gigabyte, and nothing needs them."""
    folder = rounds_folder(project) / str(earlier.number)
    encodings = read_manifest(folder / MANIFEST).get("encodings", {})
    for name in set(encodings.values()) - set(kept):
        shutil.rmtree(encodings_folder() / name, ignore_errors=True)
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path)

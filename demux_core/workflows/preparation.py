"""Everything that selections and the map need, in one resumable run: fine-tune, encode, project."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from demux_core.base.config import TrainingConfig
from demux_core.base.errors import InputError
from demux_core.base.files import atomic_path, atomic_write, link_folder
from demux_core.base.progress import Progress, silent, with_step_name
from demux_core.data.dataset import Dataset
from demux_core.data.leakage import left_out, without_leaks
from demux_core.experiments.manifests import describe_dataset
from demux_core.modelling.encoder import encode
from demux_core.modelling.encoding import Encoding
from demux_core.modelling.models import Model, find_model
from demux_core.modelling.projection import project
from demux_core.modelling.shards import Reader
from demux_core.modelling.training import train, was_trained_from

MANIFEST = "prepare.json"


def prepare(
    data: Mapping[str, Dataset], model: Model, out: Path, progress: Progress = silent
) -> dict[str, Any]:
    """Write ``model/`` (with training data), ``source/``, ``target/``, ``map.npy``; last ``prepare.json``.

    Finished parts that still fit the inputs are kept, so that an interrupted run continues where it was. Pool
    and gold rows that other parts also have are left out, as in an experiment (``leakage.without_leaks``).

    Args:
        data: datasets by role: source (the pool), target, and perhaps train (labelled English data), gold
            (labelled target-language data, written to ``gold/``; it has no place on the map) and test, which
            is only compared with the pool and gold.
        model: to encode with; fine-tuned first where there is training data.
        out: directory to write.
        progress: told about every step.

    Returns:
        The content of ``prepare.json``.

    Raises:
        InputError: the datasets are of different tasks, or no row of the pool is left.
    """
    _check_tasks(data)
    used = _used(data)
    out.mkdir(parents=True, exist_ok=True)
    before = read_manifest(out / MANIFEST)
    # A partial run must not look like a finished one.
    (out / MANIFEST).unlink(missing_ok=True)
    if "train" in data:
        model = _fine_tuned(data["train"], model, out / "model", progress)
    encodings = _encode(used, model, out, progress)
    if before.get("encodings") != encodings or not (out / "map.npy").exists():
        _write_map(out, progress)
    manifest = preparation_manifest(data, model.name, encodings) | {"left_out": left_out(data)}
    atomic_write(out / MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
    return manifest


def preparation_manifest(
    data: Mapping[str, Dataset], model: str, encodings: Mapping[str, str]
) -> dict[str, Any]:
    """Return what ``prepare.json`` says about a run, except how many rows were left out (``left_out``).

    Args:
        data: datasets by role, as given: a run is up to date while the files are the same.
        model: its name.
        encodings: role -> name of the folder of its encoding in the cache.
    """
    return {
        "task": data["source"].task.name,
        "model": model,
        "source": describe_dataset(data["source"]),
        "target": describe_dataset(data["target"]),
        "training": describe_dataset(data["train"]) if "train" in data else None,
        "gold": describe_dataset(data["gold"]) if "gold" in data else None,
        "encodings": dict(encodings),
    }


def read_manifest(path: Path) -> dict[str, Any]:
    """Return a manifest, empty where there is none."""
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else {}


def _used(data: Mapping[str, Dataset]) -> dict[str, Dataset]:
    used = without_leaks(data)
    if not len(used["source"]):
        raise InputError(
            f"every row of the pool {data['source'].name} is also in the target sample, the test or the "
            f"training data, as the same text or as a translation; add other rows"
        )
    return used


def _check_tasks(data: Mapping[str, Dataset]) -> None:
    source = data["source"]
    for other in (data[role] for role in ("target", "train", "gold") if role in data):
        if other.task != source.task:
            raise InputError(
                f"all data must be for one task: {source.name} is {source.task.name}, "
                f"{other.name} is {other.task.name}; name the task with --task or the columns with --column"
            )


def _fine_tuned(training: Dataset, model: Model, out: Path, progress: Progress) -> Model:
    config = TrainingConfig()
    if was_trained_from(out, training.content_hash, model.fingerprint, config):
        return find_model(out)
    return train(training, model, out, config, progress)


def _encode(data: Mapping[str, Dataset], model: Model, out: Path, progress: Progress) -> dict[str, str]:
    """Encode the datasets and link them in ``out``; return the folders in the cache of pool and target."""
    reader, encodings = Reader(model, data["source"].task), {}
    for role in [role for role in ("source", "target", "gold") if role in data]:
        finished = encode(data[role], reader, progress=with_step_name(progress, f"encode {role}"))
        link_folder(finished, out / role)
        encodings[role] = finished.name
    return {role: encodings[role] for role in ("source", "target")}


def _write_map(out: Path, progress: Progress) -> None:
    pool, target = Encoding.open(out / "source"), Encoding.open(out / "target")
    assert pool.embeddings is not None
    assert target.embeddings is not None
    points = project(pool.embeddings, target.embeddings, progress=progress)
    with atomic_path(out / "map.npy") as temporary:
        np.save(temporary, points)

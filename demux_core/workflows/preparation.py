"""Everything a selection and a map need, in one resumable run: fine-tune, encode, project."""

import json
from pathlib import Path
from typing import Any

import numpy as np

from demux_core.base.config import TrainingConfig
from demux_core.base.errors import InputError
from demux_core.base.files import atomic_path, atomic_write, link_folder
from demux_core.base.progress import Progress, renamed, silent
from demux_core.data.dataset import Dataset
from demux_core.modelling.encoder import encode
from demux_core.modelling.encoding import Encoding
from demux_core.modelling.models import Model, find_model
from demux_core.modelling.projection import project
from demux_core.modelling.training import train, was_trained_from

MANIFEST = "prepare.json"


def prepare(
    source: Dataset,
    target: Dataset,
    model: Model,
    out: Path,
    training: Dataset | None = None,
    progress: Progress = silent,
    gold: Dataset | None = None,
) -> dict[str, Any]:
    """Write ``model/`` (with ``training``), ``source/``, ``target/``, ``map.npy``; last ``prepare.json``.

    With ``gold``, labelled target-language data, also ``gold/``; it has no place on the map.

    What is there already and still fits the inputs is kept, so that a stopped run goes on where it was.

    Raises:
        InputError: the datasets are of different tasks.
    """
    for other in (target, training, gold):
        if other is not None and other.task != source.task:
            raise InputError(
                f"all data must be for one task: {source.name} is {source.task.name}, "
                f"{other.name} is {other.task.name}; name the task with --task or the columns with --column"
            )
    out.mkdir(parents=True, exist_ok=True)
    before = read_manifest(out / MANIFEST)
    # Half a run must not look like a finished one.
    (out / MANIFEST).unlink(missing_ok=True)
    if training is not None:
        model = _tuned(training, model, out / "model", progress)
    folders = {}
    for name, dataset in (("source", source), ("target", target)):
        finished = encode(dataset, model, progress=renamed(progress, f"encode {name}"))
        link_folder(finished, out / name)
        folders[name] = finished.name
    if gold is not None:
        link_folder(encode(gold, model, progress=renamed(progress, "encode gold")), out / "gold")
    manifest: dict[str, Any] = {
        "task": source.task.name,
        "model": model.name,
        "source": dataset_summary(source),
        "target": dataset_summary(target),
        "training": None if training is None else dataset_summary(training),
        "gold": None if gold is None else dataset_summary(gold),
        "encodings": folders,
    }
    if before.get("encodings") != folders or not (out / "map.npy").exists():
        pool, sample = Encoding.open(out / "source"), Encoding.open(out / "target")
        assert pool.embeddings is not None
        assert sample.embeddings is not None
        places = project(pool.embeddings, sample.embeddings, progress=progress)
        with atomic_path(out / "map.npy") as temporary:
            np.save(temporary, places)
    atomic_write(out / MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
    return manifest


def _tuned(training: Dataset, model: Model, out: Path, progress: Progress) -> Model:
    config = TrainingConfig()
    if was_trained_from(out, training.content_hash, model.fingerprint, config):
        return find_model(out)
    return train(training, model, out, config, progress)


def dataset_summary(dataset: Dataset) -> dict[str, Any]:
    """What a manifest says of a dataset."""
    return {"name": dataset.name, "rows": len(dataset), "content_hash": dataset.content_hash}


def read_manifest(path: Path) -> dict[str, Any]:
    """A manifest; empty where none is there."""
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else {}

"""Fine-tuned models on disk: train one, write it, and say what it was trained from."""

import json
import platform
import shutil
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from demux_core.base.config import TrainingConfig
from demux_core.base.files import atomic_write
from demux_core.base.progress import Progress, silent
from demux_core.data.dataset import Dataset
from demux_core.modelling.fine_tuning import TrainingData, fit
from demux_core.modelling.models import Model, find_model

if TYPE_CHECKING:
    from demux_core.modelling.network import TaskModel

MANIFEST = "training.json"
# Raised whenever the same configuration would train another model than before; 1 where it is not named.
RECIPE = 2


def train(
    dataset: Dataset,
    model: Model,
    out: Path,
    config: TrainingConfig | None = None,
    progress: Progress = silent,
    labels: Sequence[str] = (),
) -> Model:
    """Fine-tune ``model`` on ``dataset`` and write the result to ``out`` (whole or not at all).

    With English data this is the EN-FT step: the model that every selection and experiment starts from.
    ``labels`` are further ones that a new head must know.

    Raises:
        InputError: rows without labels, or a model that was fine-tuned for another task.
    """
    from demux_core.modelling import network

    config = config or TrainingConfig()
    started = time.time()
    tokenizer = network.load_tokenizer(model)
    start = network.load_network(model, dataset.task)
    tuned = fit(start, tokenizer, TrainingData(dataset, labels), config, progress)
    manifest = {
        "model": model.name,
        "model_fingerprint": model.fingerprint,
        "data": dataset.name,
        "data_hash": dataset.content_hash,
        "rows": len(dataset),
        "config": asdict(config),
        "recipe": RECIPE,
        "seconds": round(time.time() - started, 1),
        "python": platform.python_version(),
        "versions": {name: version(name) for name in ("torch", "transformers")},
    }
    return write_model(tuned, tokenizer, out, manifest)


def write_model(tuned: "TaskModel", tokenizer: Any, out: Path, manifest: Mapping[str, Any]) -> Model:
    """Write a fine-tuned model and what it was made of to ``out``, whole or not at all."""
    from demux_core.modelling import network

    temporary = out.with_name(f".{out.name}.partial")
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir(parents=True)
    network.save_network(tuned, tokenizer, temporary)
    atomic_write(temporary / MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
    shutil.rmtree(out, ignore_errors=True)
    temporary.rename(out)
    return find_model(out)


def read_training_manifest(folder: Path) -> dict[str, Any]:
    """What ``train`` noted in ``folder``; empty where no finished model is there."""
    path = folder / MANIFEST
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else {}


def was_trained_from(folder: Path, data_hash: str, model_fingerprint: str, config: TrainingConfig) -> bool:
    """Whether ``folder`` holds the model that ``train`` makes of these."""
    made = read_training_manifest(folder)
    found = made.get("data_hash"), made.get("model_fingerprint"), made.get("config"), made.get("recipe", 1)
    return found == (data_hash, model_fingerprint, asdict(config), RECIPE)

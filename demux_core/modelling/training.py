"""Train models and write them to disk, with a manifest of what they were trained on."""

import json
import platform
import resource
import shutil
import sys
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
# Raised whenever the same configuration would train a different model than before; 1 if not recorded.
RECIPE = 3


def train(
    dataset: Dataset,
    model: Model,
    out: Path,
    config: TrainingConfig | None = None,
    progress: Progress = silent,
    labels: Sequence[str] = (),
) -> Model:
    """Fine-tune ``model`` on ``dataset`` and write the result to ``out`` (complete or not at all).

    With English data this gives EN-FT, the model from which every selection and experiment starts.
    ``labels`` are additional labels for a new head.

    Raises:
        InputError: a row has no label, or the model was fine-tuned for another task.
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
    """Write a fine-tuned model and its manifest to ``out``, complete or not at all.

    The manifest also gets ``peak_memory_mb``, the highest memory of the process until now.
    """
    from demux_core.modelling import network

    temporary = out.with_name(f".{out.name}.partial")
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir(parents=True)
    network.save_network(tuned, tokenizer, temporary)
    manifest = {**manifest, "peak_memory_mb": _peak_memory_mb()}
    atomic_write(temporary / MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
    shutil.rmtree(out, ignore_errors=True)
    temporary.rename(out)
    return find_model(out)


def read_training_manifest(folder: Path) -> dict[str, Any]:
    """Read the manifest that ``train`` wrote to ``folder``; empty without a finished model."""
    path = folder / MANIFEST
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else {}


def was_trained_from(folder: Path, data_hash: str, model_fingerprint: str, config: TrainingConfig) -> bool:
    """Whether ``folder`` holds the model that ``train`` would make from this data, model and config."""
    manifest = read_training_manifest(folder)
    recorded = [manifest.get(name) for name in ("data_hash", "model_fingerprint", "config")]
    is_current = manifest.get("recipe", 1) == RECIPE
    return is_current and recorded == [data_hash, model_fingerprint, asdict(config)]


def _peak_memory_mb() -> int:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # Kilobytes on Linux, bytes on macOS.
    return peak // (1024**2 if sys.platform == "darwin" else 1024)

"""Experiments and training on the demo of intents, whose 240 English texts start every experiment."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.benchmarks.rows.base import HERE, PLAIN, Row, Side, Work

if TYPE_CHECKING:
    from torch import Tensor

    from demux_core import Dataset

_DEMO = Path(__file__).parents[3] / "data" / "demo" / "intents"
_STRATEGIES = (
    *("knn_uncertainty", "average_dist", "uncertainty", "uncertainty_knn", "cover"),
    *("round_robin", "random", "egalitarian", "nn_lang"),
)
_BUDGETS = (5, 10, 25, 50, 100, 250, 1_000)
_EPOCHS, _BATCH, _PADDED = 10, 32, 128
_FILES = {"train": "train_en", "source": "pool", "target": "target_ne", "test": "test_ne"}
# The small cut: how many texts of each file, which strategies and budgets.
_CUT = {"train": 100, "source": 400, "target": 72, "test": 100}
_SEVEN = (
    *("knn_uncertainty", "average_dist", "uncertainty", "uncertainty_knn"),
    *("cover", "random", "egalitarian"),
)
_SMALL_BUDGETS = (2, 4, 6, 8, 10, 12)
_CELLS = len(_SEVEN) * len(_SMALL_BUDGETS)  # of one seed


def probed(size: int) -> Work:
    """The command of nine strategies and seven budgets, with cached encodings: the process, too, is timed."""
    folder = Path(tempfile.mkdtemp())
    asked = ["--learner", "probe", "--strategies", ",".join(_STRATEGIES)]
    _experiment(folder / "first.csv", {}, asked, _BUDGETS[:1], 1)
    return lambda: _experiment(folder / "all.csv", {}, asked, _BUDGETS, size)


def tuned(cells: int) -> Work:
    """The command of seven strategies and six budgets, with fine-tuning and an empty cache."""
    folder = Path(tempfile.mkdtemp())
    os.environ["DEMUX_CACHE"] = str(folder / "cache")
    asked = ["--replay", "--epochs", str(_EPOCHS), "--strategies", ",".join(_SEVEN)]
    return lambda: _experiment(folder / "all.csv", _CUT, asked, _SMALL_BUDGETS, max(1, cells // _CELLS))


def _experiment(
    out: Path, cut: Mapping[str, int], asked: Sequence[str], budgets: Sequence[int], seeds: int
) -> None:
    words = [*asked, "--out", str(out), "--budgets", ",".join(map(str, budgets))]
    words += ["--seeds", ",".join(map(str, range(1, seeds + 1)))]
    for role, name in _FILES.items():
        words += [f"--{role}", f"{_DEMO / name}.csv" + (f"[:{cut[role]}]" if cut else "")]
    subprocess.run([sys.executable, "-m", "demux_core", "experiment", *words], check=True, env=os.environ)


def plainly_tuned(cells: int) -> Work:
    """What the public code does for every cell, one after the other: in float32, padded to 128 tokens."""
    import numpy as np
    import torch
    from scipy.spatial.distance import cdist

    data = {role: _texts(name).take(range(_CUT[role])) for role, name in _FILES.items()}
    names = sorted({label for part in data.values() for label in part.labels})

    def cell(budget: int) -> None:
        tokenizer, network = _network(len(names))
        inputs = {role: _padded(tokenizer, part.texts) for role, part in data.items()}
        pool, target = (_states(network, inputs[role]) for role in ("source", "target"))
        nearest = np.argsort(cdist(target, pool), axis=1)[:, :budget]
        rows = torch.tensor(nearest.ravel()[: budget + _BATCH])  # as many as chosen and replayed texts
        labels = torch.tensor([names.index(label) for label in data["source"].row_labels])
        _train(network, {name: values[rows] for name, values in inputs["source"].items()}, labels[rows])
        _states(network, inputs["test"])

    return lambda: [cell(_SMALL_BUDGETS[i % len(_SMALL_BUDGETS)]) for i in range(1, cells + 1)]


def trained(size: int) -> Work:
    """Our training, of the embedded model with a new head, on texts of the pool."""
    from demux_core.base.config import TrainingConfig
    from demux_core.data.loading import load
    from demux_core.modelling.models import find_model
    from demux_core.modelling.training import train

    data, model = load(_DEMO / "pool.csv").take(range(size)), find_model("default")
    folder = Path(tempfile.mkdtemp())
    config = TrainingConfig(epochs=_EPOCHS, batch_size=_BATCH)
    return lambda: train(data, model, folder / "model", config)


def plainly_trained(size: int) -> Work:
    """The public code: float32, padded to 128 tokens, AdamW with its defaults on all weights."""
    import torch

    data = _texts("pool").take(range(size))
    names = data.labels
    labels = torch.tensor([names.index(label) for label in data.row_labels])
    tokenizer, network = _network(len(names))
    inputs = _padded(tokenizer, data.texts)
    return lambda: _train(network, inputs, labels)


def _texts(name: str) -> "Dataset":
    from demux_core.data.loading import load

    return load(_DEMO / f"{name}.csv")


def _network(outputs: int) -> "tuple[Any, Any]":
    import torch
    from transformers import AutoModelForSequenceClassification, PreTrainedTokenizerFast

    from demux_core.modelling.models import find_model

    folder = find_model("default").folder
    network = AutoModelForSequenceClassification.from_pretrained(
        folder, num_labels=outputs, dtype=torch.float32
    )
    return PreTrainedTokenizerFast.from_pretrained(folder), network


def _padded(tokenizer: Any, texts: Sequence[str]) -> Any:
    return tokenizer(
        list(texts), padding="max_length", truncation=True, max_length=_PADDED, return_tensors="pt"
    )


def _states(network: Any, inputs: Any) -> Any:
    import torch

    found = []
    with torch.no_grad():
        for start in range(0, len(inputs["input_ids"]), _BATCH):
            batch = {name: values[start : start + _BATCH] for name, values in inputs.items()}
            found.append(network(**batch, output_hidden_states=True).hidden_states[-1][:, 0])
    return torch.cat(found).numpy()


def _train(network: Any, inputs: Any, labels: "Tensor") -> None:
    import torch
    from torch.nn.functional import cross_entropy

    network.train()
    optimizer = torch.optim.AdamW(network.parameters(), lr=2e-5)
    for epoch in range(_EPOCHS):
        order = torch.randperm(len(labels), generator=torch.Generator().manual_seed(epoch))
        for rows in order.split(_BATCH):
            batch = {name: values[rows] for name, values in inputs.items()}
            cross_entropy(network(**batch).logits, labels[rows]).backward()
            optimizer.step()
            optimizer.zero_grad()
    network.eval()


ROWS = (
    Row(
        "probe",
        "probe experiment of the demo: 9 strategies, 7 budgets, {size} seeds",
        10,
        "15 s",
        {HERE: Side(probed)},
    ),
    Row(
        "train",
        "fine-tune on {size} texts, 10 epochs",
        1_000,
        "4x plain",
        {HERE: Side(trained), PLAIN: Side(plainly_trained, share=0.1)},
    ),
    Row(
        "experiment",
        "low-budget experiment with fine-tuning: 7 strategies, 6 budgets, {size} cells",
        3 * _CELLS,
        "6x plain",
        {HERE: Side(tuned, share=1 / 3), PLAIN: Side(plainly_tuned, share=2 / (3 * _CELLS))},
    ),
)

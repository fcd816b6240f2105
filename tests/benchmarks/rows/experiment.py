"""Experiments and training on the demo of intents, whose 240 English texts start every experiment."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.rows.base import HERE, PLAIN, Row, Side, Work

_DEMO = Path(__file__).parents[3] / "data" / "demo" / "intents"
_STRATEGIES = (
    *("knn_uncertainty", "average_dist", "uncertainty", "uncertainty_knn", "cover"),
    *("round_robin", "random", "egalitarian", "nn_lang"),
)
_BUDGETS = (5, 10, 25, 50, 100, 250, 1_000)
_EPOCHS, _BATCH = 10, 32


def probed(size: int) -> Work:
    """The command of nine strategies and seven budgets, with cached encodings: the process, too, is timed."""
    folder = Path(tempfile.mkdtemp())

    def command(out: str, budgets: tuple[int, ...], count: int) -> None:
        files = {"train": "train_en", "source": "pool", "target": "target_ne", "test": "test_ne"}
        words = [word for role, name in files.items() for word in (f"--{role}", str(_DEMO / f"{name}.csv"))]
        words += ["--learner", "probe", "--strategies", ",".join(_STRATEGIES), "--out", str(folder / out)]
        words += [
            "--budgets",
            ",".join(map(str, budgets)),
            "--seeds",
            ",".join(map(str, range(1, count + 1))),
        ]
        subprocess.run([sys.executable, "-m", "demux_core", "experiment", *words], check=True, env=os.environ)

    command("first.csv", _BUDGETS[:1], 1)
    return lambda: command("all.csv", _BUDGETS, size)


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
    from torch.nn.functional import cross_entropy
    from transformers import AutoModelForSequenceClassification, PreTrainedTokenizerFast

    from demux_core.data.loading import load
    from demux_core.modelling.models import find_model

    data, folder = load(_DEMO / "pool.csv").take(range(size)), find_model("default").folder
    names = sorted(set(data.frame["label"]))
    labels = torch.tensor([names.index(label) for label in data.frame["label"]])
    tokenizer = PreTrainedTokenizerFast.from_pretrained(folder)
    network = AutoModelForSequenceClassification.from_pretrained(
        folder, num_labels=len(names), dtype=torch.float32
    )
    inputs = tokenizer(data.texts, padding="max_length", truncation=True, max_length=128, return_tensors="pt")

    def work() -> None:
        optimizer = torch.optim.AdamW(network.parameters(), lr=2e-5)
        for epoch in range(_EPOCHS):
            order = torch.randperm(size, generator=torch.Generator().manual_seed(epoch))
            for rows in order.split(_BATCH):
                batch = {name: values[rows] for name, values in inputs.items()}
                cross_entropy(network(**batch).logits, labels[rows]).backward()
                optimizer.step()
                optimizer.zero_grad()

    return work


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
)

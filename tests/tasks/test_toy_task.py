"""A task in one file goes from a file to its scores, and nothing else knows of it."""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from demux_core import Encoding, InputError, load
from demux_core.base.config import EncodingConfig, TrainingConfig
from demux_core.cli import main
from demux_core.modelling.encoder import encode
from demux_core.modelling.models import find_model
from demux_core.modelling.prediction import evaluate
from demux_core.modelling.training import train
from demux_core.tasks import TASKS
from demux_core.tasks.base import Task
from demux_core.tasks.cell_values import strings
from demux_core.tasks.class_scores import accuracy
from demux_core.tasks.columns import Column
from demux_core.tasks.margins import decide, negated
from demux_core.tasks.metric import Metric
from demux_core.tasks.model_inputs import Example, Tokenization, token_ids
from tests.helpers import tiny

QUICK = TrainingConfig(epochs=30, lr=5e-3, head_factor=1, batch_size=8)


class Similarity(Task):
    """Pairs of sentences that mean the same or not."""

    name = "similarity"
    title = "Similar sentences"
    description = "finding sentences that mean the same"
    columns = (
        Column("left", ("left", "sentence_one"), "One sentence", required=True),
        Column("right", ("right", "sentence_two"), "The other", required=True),
        Column("similar", ("similar",), "Similar?"),
    )
    label_column = "similar"
    head_class = "ForSequenceClassification"
    pooled_head = True
    measures = ("margin",)

    def parse(self, values: Mapping[str, Any], index: Any) -> dict[str, list[Any]]:
        return {column.name: strings(values.get(column.name), index, column.name) for column in self.columns}

    def content_keys(self, frame: Any) -> list[str]:
        return [f"{left}\0{right}" for left, right in zip(frame["left"], frame["right"], strict=True)]

    def texts(self, frame: Any) -> list[str]:
        return [f"{left} = {right}?" for left, right in zip(frame["left"], frame["right"], strict=True)]

    def names_in(self, label: Any) -> Sequence[str]:
        return (label,) if isinstance(label, str) else ()

    def check_label(self, row: Any, label: Any) -> None:
        if label not in ("yes", "no"):
            raise InputError(f"a label must be yes or no, got {label!r}; choose one")

    def label_text(self, label: str) -> str:
        return label

    def examples(self, frame: Any, rows: Sequence[int], tokenization: Tokenization) -> list[Example]:
        batch = tokenization.tokenizer(list(frame["left"]), list(frame["right"]))
        return [Example(row, ids, types) for row, ids, types in zip(rows, *token_ids(batch), strict=True)]

    def target(self, example: Example, label: str, classes: Mapping[str, int]) -> int:
        return classes[label]

    def loss(self, scores: Any, examples: Sequence[Example], targets: Sequence[int]) -> Any:
        import torch

        return torch.nn.functional.cross_entropy(scores, torch.tensor(targets, device=scores.device))

    def uncertainty(self, scores: Sequence[Any], examples_per_row: Any) -> dict[str, Any]:
        return {"margin": negated(decide(np.stack(scores))[1])}

    def decode(self, frame: Any, examples: Any, scores: Sequence[Any], outputs: Sequence[str]) -> list[str]:
        return [outputs[int(line.argmax())] for line in scores]

    def metric(self, label_set: Sequence[str]) -> Metric:
        return Metric(
            "accuracy",
            lambda gold, predicted: {"accuracy": accuracy(gold, predicted)},
            lambda gold, predicted: (float(gold == predicted), 1.0),
        )


@pytest.fixture(autouse=True)
def similarity(monkeypatch: pytest.MonkeyPatch) -> Task:
    task = Similarity()
    monkeypatch.setitem(TASKS, task.name, task)
    return task


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    first, second = tiny.TEXTS[0], tiny.TEXTS[3]
    rows = [
        (a, f"{b} {i}", "yes" if a is b else "no")
        for i in range(4)
        for a in (first, second)
        for b in (first, second)
    ]
    path = tmp_path / "pairs.csv"
    path.write_text("\n".join(["sentence_one,sentence_two,similar", *map(",".join, rows)]), encoding="utf-8")
    return path


def test_a_file_is_recognised_as_of_the_task(pairs: Path, similarity: Task) -> None:
    dataset = load(pairs)
    assert dataset.task is similarity
    assert (len(dataset), dataset.labels, dataset.labelled) == (16, ["no", "yes"], True)
    assert dataset.texts[0] == f"{tiny.TEXTS[0]} = {tiny.TEXTS[0]} 0?"


def test_a_model_is_trained_on_it_predicts_and_is_scored(
    pairs: Path, tiny_model: Callable[..., Path], tmp_path: Path
) -> None:
    dataset = load(pairs)
    tuned = train(dataset, find_model(tiny_model()), tmp_path / "tuned", QUICK)
    result = evaluate(dataset, tuned, EncodingConfig())
    assert (result["task"], result["main"]) == ("similarity", "accuracy")
    assert result["scores"]["accuracy"] >= 90
    assert find_model(tmp_path / "tuned").settings.task == "similarity"


def test_it_is_encoded_with_its_uncertainty(
    pairs: Path, tiny_model: Callable[..., Path], tmp_path: Path
) -> None:
    dataset = load(pairs)
    tuned = train(dataset, find_model(tiny_model()), tmp_path / "tuned", TrainingConfig(epochs=1))
    encoding = Encoding.open(encode(dataset, tuned))
    assert (encoding.measure, list(encoding.measures)) == ("margin", ["margin"])
    assert encoding.uncertainty is not None
    assert encoding.uncertainty.shape == (16,)
    assert encoding.texts == dataset.texts


def test_the_command_line_offers_it(
    pairs: Path, tiny_model: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["train", "--help"]) == 0
    assert "{sequence,token,qa,similarity}" in capsys.readouterr().out
    out, data = tmp_path / "tuned", ["--data", str(pairs), "--task", "similarity"]
    assert main(["train", *data, "--model", str(tiny_model()), "--epochs", "1", "--out", str(out)]) == 0
    capsys.readouterr()
    assert main(["evaluate", *data, "--model", str(out)]) == 0
    assert json.loads(capsys.readouterr().out)["task"] == "similarity"

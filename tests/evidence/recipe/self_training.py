"""Self-training: a model learns from labels and from what its teacher is sure of on the target sample."""

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from demux_core.base.config import TrainingConfig
from demux_core.data.dataset import Dataset
from demux_core.modelling.fine_tuning import optimizer_and_schedule
from demux_core.modelling.inputs import tokenize
from demux_core.modelling.training_batches import (
    TrainingItem,
    default_batch_size,
    shuffled_batches,
    training_items,
)

if TYPE_CHECKING:
    from torch import Tensor

    from demux_core.modelling.network import TaskModel

Scores = list[NDArray[np.float32]]  # for each text: (decisions, classes) log-probabilities

_SOFT_WEIGHT = 0.5  # of a decision whose label is the teacher's
_MIN_REPLAY = 32


@dataclass(frozen=True)
class SoftTarget:
    """What the decisions of an example should be: a text has one, a sentence one for each word.

    Args:
        probabilities: (decisions, classes).
        weights: (decisions,) 0 where a decision is not to be learned.
    """

    probabilities: NDArray[np.float32]
    weights: NDArray[np.float32]


def log_probabilities(network: "TaskModel", tokenizer: Any, data: Dataset, config: TrainingConfig) -> Scores:
    """Return what a model thinks of every text, in order."""
    from demux_core.modelling.inference import run

    items = tokenize(data, range(len(data)), network, tokenizer, config)
    found: dict[int, NDArray[np.float32]] = {}
    for output in run(network, items, tokenizer.pad_token_id):
        assert output.scores is not None
        scores = np.atleast_2d(output.scores).astype(np.float64)
        scores -= scores.max(axis=1, keepdims=True)
        scores -= np.log(np.exp(scores).sum(axis=1, keepdims=True))
        found[output.index] = scores.astype(np.float32)
    return [found[index] for index in range(len(items))]


def product(teachers: Sequence[Scores]) -> Scores:
    """Return the normalised product of the probabilities of several models."""
    joint = []
    for each in zip(*teachers, strict=True):
        total = np.sum(each, axis=0, dtype=np.float64)
        total -= total.max(axis=1, keepdims=True)
        total -= np.log(np.exp(total).sum(axis=1, keepdims=True))
        joint.append(total.astype(np.float32))
    return joint


def sure(teacher: Scores, share: float) -> list[SoftTarget]:
    """Return the teacher's labels, of which the surest share of every predicted class is to be learned."""
    lines = np.concatenate(teacher)
    predicted, confidence = lines.argmax(axis=1), lines.max(axis=1)
    weights = np.zeros(len(lines), dtype=np.float32)
    for label in np.unique(predicted):
        members = np.flatnonzero(predicted == label)
        best = members[np.argsort(-confidence[members], kind="stable")]
        weights[best[: round(share * len(best))]] = _SOFT_WEIGHT
    ends = np.cumsum([len(text) for text in teacher])[:-1]
    pairs = zip(np.split(np.exp(lines), ends), np.split(weights, ends), strict=True)
    return [SoftTarget(probabilities, chosen) for probabilities, chosen in pairs]


@dataclass(frozen=True)
class Lessons:
    """What a student learns from.

    Args:
        labelled: texts with labels; None for none.
        sample: unlabelled texts of the target.
        targets: what the teacher says of each of them.
        replay: English texts, of which every epoch draws as many as there are labelled ones, at least 32.
    """

    labelled: Dataset | None
    sample: Dataset
    targets: Sequence[SoftTarget]
    replay: Dataset


def taught(start: "TaskModel", tokenizer: Any, lessons: Lessons, config: TrainingConfig) -> "TaskModel":
    """Return a copy of ``start`` that learned as ``fine_tuning.fit`` does, but from soft labels, too."""
    import torch

    network = copy.deepcopy(start)
    hard = [] if lessons.labelled is None else _hard(lessons.labelled, network, tokenizer, config)
    replay = _hard(lessons.replay, network, tokenizer, config)
    examples = tokenize(lessons.sample, range(len(lessons.sample)), network, tokenizer, config)
    soft = [
        TrainingItem(example, target)
        for example, target in zip(examples, lessons.targets, strict=True)
        if target.weights.any()
    ]
    drawn = max(_MIN_REPLAY, len(hard))
    size = default_batch_size(network.settings.labels)
    assert config.epochs is not None
    steps = config.epochs * -(-(len(hard) + len(soft) + drawn) // size)
    optimizer, schedule = optimizer_and_schedule(network, config, steps, 1.0)
    generator = np.random.default_rng(config.seed)
    with torch.random.fork_rng():
        torch.manual_seed(config.seed)
        network.train()
        for _ in range(config.epochs):
            english = [replay[i] for i in generator.permutation(len(replay))[:drawn]]
            for batch in shuffled_batches([*hard, *soft, *english], size, generator):
                _loss(network, batch, tokenizer.pad_token_id).backward()
                torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
                optimizer.step()
                schedule.step()
                optimizer.zero_grad(set_to_none=True)
    return network.eval()


def _hard(data: Dataset, network: "TaskModel", tokenizer: Any, config: TrainingConfig) -> list[TrainingItem]:
    items, classes = training_items(data, network, tokenizer, config), len(network.settings.labels)
    rows = [np.atleast_1d(item.target) for item in items]
    certain = np.eye(classes, dtype=np.float32)
    return [
        TrainingItem(item.example, SoftTarget(certain[labels], np.ones(len(labels), dtype=np.float32)))
        for item, labels in zip(items, rows, strict=True)
    ]


def _loss(network: "TaskModel", batch: Sequence[TrainingItem], padding: int) -> "Tensor":
    """The mean over decisions of their weighted cross-entropy."""
    import torch

    from demux_core.modelling.device import autocast
    from demux_core.modelling.inference import collate

    with autocast():
        _, scores = network(collate([item.example for item in batch], padding))
    assert scores is not None
    logs = scores.float().log_softmax(-1)
    lines = [
        logs[i, list(item.example.positions)] if network.task.labels_words else logs[i : i + 1]
        for i, item in enumerate(batch)
    ]
    probabilities = torch.from_numpy(np.concatenate([item.target.probabilities for item in batch]))
    weights = torch.from_numpy(np.concatenate([item.target.weights for item in batch]))
    losses = -(probabilities.to(logs.device) * torch.cat(lines)).sum(-1) * weights.to(logs.device)
    return losses.sum() / max(1, int((weights > 0).sum()))

"""What a model sees while it is trained: every row once an epoch, in batches of examples of like length."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from demux_core.base.config import TrainingConfig
from demux_core.data.dataset import Dataset
from demux_core.modelling.inputs import tokenize
from demux_core.tasks.bio import OUTSIDE
from demux_core.tasks.model_inputs import Example

if TYPE_CHECKING:
    from demux_core.modelling.network import TaskModel

_WINDOW = 8
_MANY_EXAMPLES = 500


@dataclass(frozen=True)
class TrainingItem:
    """An example and what the head should say of it, in the form that the task's ``loss`` takes."""

    example: Example
    target: Any


@dataclass(frozen=True)
class TrainingBatches:
    """The batches of all epochs, drawn anew from the seed whenever they are iterated over.

    Args:
        items: seen once in every epoch.
        replay: of these, every epoch mixes in ``replayed``, drawn anew each time.
        replayed: how many.
        outputs: names of the head's outputs.
        config: epochs, batch size and seed.
    """

    items: Sequence[TrainingItem]
    replay: Sequence[TrainingItem]
    replayed: int
    outputs: Sequence[str]
    config: TrainingConfig

    def __len__(self) -> int:
        return self.config.epochs_of(self._per_epoch) * self._per_epoch

    def __iter__(self) -> Iterator[list[TrainingItem]]:
        generator = np.random.default_rng(self.config.seed)
        for _ in range(self.config.epochs_of(self._per_epoch)):
            drawn = [self.replay[i] for i in generator.permutation(len(self.replay))[: self.replayed]]
            yield from shuffled_batches([*self.items, *drawn], self._size, generator)

    @property
    def _per_epoch(self) -> int:
        return -(-(len(self.items) + self.replayed) // self._size)

    @property
    def _size(self) -> int:
        return self.config.batch_size or default_batch_size(len(self.items) + self.replayed, self.outputs)


def training_items(
    dataset: Dataset, model: "TaskModel", tokenizer: Any, config: TrainingConfig
) -> list[TrainingItem]:
    """The examples of a labelled dataset with their targets, as numbered by the model's head."""
    classes = {label: i for i, label in enumerate(model.settings.labels)}
    labels = dataset.row_labels
    examples = tokenize(dataset, range(len(dataset)), model, tokenizer, config)
    return [TrainingItem(item, dataset.task.target(item, labels[item.row], classes)) for item in examples]


def default_batch_size(examples: int, outputs: Sequence[str]) -> int:
    """64 on a GPU and 32 on a CPU, but 8 for many sentences with BIO tags.

    Where most words are outside of anything, a batch teaches little and many steps are needed: 1,500
    sentences with named entities gave an F1 of 8 in batches of 32 and of 64 in batches of 8
    (``data/results``). Few texts have many epochs, and so many steps, anyhow.
    """
    from demux_core.modelling import network

    if OUTSIDE in outputs and examples > _MANY_EXAMPLES:
        return 8
    return 64 if network.device().type == "cuda" else 32


def shuffled_batches(
    items: Sequence[TrainingItem], size: int, generator: np.random.Generator
) -> list[list[TrainingItem]]:
    """Batches in random order; of any eight, each has items of like length, which halves the padding."""
    order = generator.permutation(len(items)).tolist()
    batches = []
    for start in range(0, len(order), _WINDOW * size):
        near = sorted(order[start : start + _WINDOW * size], key=lambda i: len(items[i].example))
        batches += [near[i : i + size] for i in range(0, len(near), size)]
    return [[items[i] for i in batches[number]] for number in generator.permutation(len(batches))]

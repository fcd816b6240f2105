"""Training batches: every row once per epoch, with examples of similar length together."""

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

_BATCHES_SORTED = 8
_ENTITY_BATCH = 8
# At about this length, attention takes as much memory as all other activations.
_ATTENTION_LENGTH = 256


@dataclass(frozen=True)
class TrainingItem:
    """An example and its target, in the form that the task's ``loss`` takes."""

    example: Example
    target: Any


@dataclass(frozen=True)
class TrainingBatches:
    """The batches of all epochs; every iteration draws the same ones from the seed.

    Args:
        items: examples that every epoch uses once.
        replay: examples of which every epoch adds a new random draw.
        replay_size: size of that draw.
        outputs: names of the head's outputs.
        config: epochs, batch size and seed.
    """

    items: Sequence[TrainingItem]
    replay: Sequence[TrainingItem]
    replay_size: int
    outputs: Sequence[str]
    config: TrainingConfig

    def __len__(self) -> int:
        return self._epochs * -(-self._examples // self._size)

    def __iter__(self) -> Iterator[list[TrainingItem]]:
        generator = np.random.default_rng(self.config.seed)
        for _ in range(self._epochs):
            drawn = [self.replay[i] for i in generator.permutation(len(self.replay))[: self.replay_size]]
            yield from shuffled_batches([*self.items, *drawn], self._size, generator)

    @property
    def _examples(self) -> int:
        return len(self.items) + self.replay_size

    @property
    def _size(self) -> int:
        return self.config.batch_size or default_batch_size(self.outputs)

    @property
    def _epochs(self) -> int:
        # Small default batches mean more steps, not fewer epochs.
        return self.config.epochs_of(-(-self._examples // (self.config.batch_size or _usual_batch_size())))


def training_items(
    dataset: Dataset, model: "TaskModel", tokenizer: Any, config: TrainingConfig
) -> list[TrainingItem]:
    """Tokenize a labelled dataset; targets are numbered as the outputs of the model's head."""
    classes = {label: i for i, label in enumerate(model.settings.labels)}
    labels = dataset.row_labels
    examples = tokenize(dataset, range(len(dataset)), model, tokenizer, config)
    return [TrainingItem(item, dataset.task.target(item, labels[item.row], classes)) for item in examples]


def default_batch_size(outputs: Sequence[str]) -> int:
    """Return 8 for sentences with BIO tags, else 64 on a GPU and 32 on a CPU.

    Where most words are outside any entity, a batch teaches little, so training needs many steps: EN-FT on
    1,500 sentences reached an F1 of 8 in batches of 32 and of 64 in batches of 8, on 240 sentences one of 25
    and of 82 (``data/results/fine-tuned.md``).
    """
    return _ENTITY_BATCH if OUTSIDE in outputs else _usual_batch_size()


def _usual_batch_size() -> int:
    from demux_core.modelling.device import device

    return 64 if device().type == "cuda" else 32


def shuffled_batches(
    items: Sequence[TrainingItem], size: int, generator: np.random.Generator
) -> list[list[TrainingItem]]:
    """Batch items in random order, sorted by length within eight batches, which halves the padding."""
    order = generator.permutation(len(items)).tolist()
    batches = []
    for start in range(0, len(order), _BATCHES_SORTED * size):
        by_length = sorted(order[start : start + _BATCHES_SORTED * size], key=lambda i: len(items[i].example))
        batches += [by_length[i : i + size] for i in range(0, len(by_length), size)]
    return [[items[i] for i in batches[number]] for number in generator.permutation(len(batches))]


def split_batch(batch: Sequence[TrainingItem], tokens: int) -> list[Sequence[TrainingItem]]:
    """Split a batch into parts, so that the memory of their activations is bounded.

    Args:
        batch: examples; they stay together if the bound allows.
        tokens: padded tokens of a part of short examples. Parts with longer ones have fewer, as the attention
            of an example grows with the square of its length.
    """
    from demux_core.modelling.inference import batches

    examples = [item.example for item in batch]
    longest = max(map(len, examples))
    allowed = int(tokens / (1 + longest / _ATTENTION_LENGTH))
    if len(examples) * longest <= allowed:
        return [batch]
    return [[batch[i] for i in indices] for indices in batches(examples, allowed)]

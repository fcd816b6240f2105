"""One shard of an encoding: a group of rows, computed and written on its own."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from demux_core.base.config import EncodingConfig
from demux_core.base.files import atomic_path
from demux_core.data.dataset import Dataset
from demux_core.modelling.encoding import word_offsets
from demux_core.modelling.inputs import tokenize
from demux_core.modelling.models import Model
from demux_core.tasks.base import Task
from demux_core.tasks.margins import decision_uncertainty
from demux_core.tasks.model_inputs import Example

if TYPE_CHECKING:
    from demux_core.modelling.inference import Output
    from demux_core.modelling.network import TaskModel

# Positions of rows in the dataset, and the file for their vectors and uncertainties.
Shard = tuple[NDArray[np.int64], Path]


@dataclass(frozen=True)
class Reader:
    """A model that encodes one dataset after the other: it is loaded once, for the first shard."""

    model: Model
    task: Task

    @cached_property
    def network(self) -> "TaskModel":
        """The model in memory."""
        from demux_core.modelling import fast_layers, network

        return fast_layers.for_reading(network.load_network(self.model, self.task))

    @cached_property
    def tokenizer(self) -> Any:
        """Its tokenizer."""
        from demux_core.modelling import network

        return network.load_tokenizer(self.model)


@dataclass(frozen=True)
class ShardWriter:
    """Computes shards of a dataset."""

    dataset: Dataset
    reader: Reader
    config: EncodingConfig

    def write(self, shard: Shard) -> int:
        """Write one shard atomically and return its number of rows."""
        rows, path = shard
        return write_rows(self.encode(rows), path)

    def encode(self, rows: NDArray[np.int64]) -> "EncodedRows":
        """Encode the rows at these positions."""
        from demux_core.modelling.network import check_length

        network = self.reader.network
        check_length(network, self.config.max_length)
        return encode_rows(self.dataset, rows, network, self.reader.tokenizer, self.config)


@dataclass(frozen=True, eq=False)
class EncodedRows:
    """Some rows as a model sees them.

    Args:
        embeddings: (rows, dim).
        uncertainty: (rows, measures), or (rows, 0) without a head.
        words: (words, dim) vectors of the rows' words, row after row; None where the task labels no words. A
            word beyond the model's length, or without a token, has the zero vector.
        word_uncertainty: (words,) of the model's decision on each word; None without a head. A word without a
            decision counts as certain (-1).
    """

    embeddings: NDArray[np.float32]
    uncertainty: NDArray[np.float32]
    words: NDArray[np.float16] | None = None
    word_uncertainty: NDArray[np.float32] | None = None


def write_rows(encoded: EncodedRows, path: Path) -> int:
    """Write the rows of a shard atomically and return their number."""
    with atomic_path(path) as temporary:
        np.savez(temporary, **{name: value for name, value in vars(encoded).items() if value is not None})
    return len(encoded.embeddings)


def encode_rows(
    dataset: Dataset, rows: NDArray[np.int64], model: "TaskModel", tokenizer: Any, config: EncodingConfig
) -> EncodedRows:
    """Encode the rows at these positions of a dataset."""
    from demux_core.modelling.inference import run

    items = tokenize(dataset, rows.tolist(), model, tokenizer, config)
    depth = config.word_depth if dataset.task.labels_words else None
    found = run(model, items, tokenizer.pad_token_id, config.pooling, depth)
    outputs = sorted(found, key=lambda output: output.index)
    words = () if depth is None else _gather_words(dataset, items, outputs, rows)
    return EncodedRows(*_gather(dataset.task, items, outputs, rows), *words)


def _gather_words(
    dataset: Dataset, items: list[Example], outputs: list["Output"], rows: NDArray[np.int64]
) -> tuple[NDArray[np.float16], NDArray[np.float32] | None]:
    counts = dataset.task.word_counts(dataset.frame.iloc[rows])
    starts = dict(zip(rows.tolist(), word_offsets(counts).tolist(), strict=False))
    vectors = np.zeros((sum(counts), len(outputs[0].embedding)), dtype=np.float16)
    uncertainty = np.full(sum(counts), -1, dtype=np.float32)
    for item, output in zip(items, outputs, strict=True):
        assert output.words is not None
        places = starts[item.row] + np.array([word for word, _ in item.spans])
        vectors[places] = output.words
        if output.scores is not None:
            uncertainty[places] = decision_uncertainty(output.scores)
    return vectors, None if outputs[0].scores is None else uncertainty


def _gather(
    task: Task, items: list[Example], outputs: list["Output"], rows: NDArray[np.int64]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    index_of = {int(row): i for i, row in enumerate(rows)}
    row_indices = np.array([index_of[item.row] for item in items])
    windows = np.bincount(row_indices, minlength=len(rows))
    # The mean over a row's windows; only question answering has more than one.
    embeddings = np.zeros((len(rows), len(outputs[0].embedding)), dtype=np.float32)
    np.add.at(embeddings, row_indices, np.stack([output.embedding for output in outputs]))
    embeddings /= windows[:, None]
    scores = [output.scores for output in outputs if output.scores is not None]
    if not scores:
        return embeddings, np.zeros((len(rows), 0), dtype=np.float32)
    measures = task.uncertainty(scores, windows)
    return embeddings, np.column_stack([measures[name] for name in task.measures])

"""One shard of an encoding: a group of rows, computed and written on its own."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from demux_core.base.config import EncodingConfig
from demux_core.base.files import atomic_path
from demux_core.data.dataset import Dataset
from demux_core.modelling.inputs import tokenize
from demux_core.modelling.models import Model
from demux_core.tasks.base import Task
from demux_core.tasks.model_inputs import Example

if TYPE_CHECKING:
    from demux_core.modelling.inference import Output
    from demux_core.modelling.network import TaskModel

# Positions of the dataset's rows, and the file for what the model makes of them.
Shard = tuple[NDArray[np.int64], Path]


@dataclass(frozen=True)
class ShardWriter:
    """Computes shards with a model that is loaded once, at the first shard."""

    dataset: Dataset
    model: Model
    config: EncodingConfig

    @cached_property
    def _loaded(self) -> tuple["TaskModel", Any]:
        from demux_core.modelling import network

        model = network.load_network(self.model, self.dataset.task)
        network.check_length(model, self.config.max_length)
        return model, network.load_tokenizer(self.model)

    def write(self, shard: Shard) -> int:
        """Write one shard, whole or not at all; how many rows it has."""
        rows, path = shard
        embeddings, measures = encode_rows(self.dataset, rows, *self._loaded, self.config)
        with atomic_path(path) as temporary:
            np.savez(temporary, embeddings=embeddings, uncertainty=measures)
        return len(rows)


def encode_rows(
    dataset: Dataset, rows: NDArray[np.int64], model: "TaskModel", tokenizer: Any, config: EncodingConfig
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Embeddings (len(rows), dim) and every uncertainty measure of the task (len(rows), measures or 0)."""
    from demux_core.modelling.inference import run

    items = tokenize(dataset, rows.tolist(), model, tokenizer, config)
    outputs = run(model, items, tokenizer.pad_token_id, config.pooling)
    return _gather(dataset.task, items, outputs, rows)


def _gather(
    task: Task, items: list[Example], outputs: Iterable["Output"], rows: NDArray[np.int64]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    outputs = sorted(outputs, key=lambda output: output.index)
    place = {int(row): i for i, row in enumerate(rows)}
    owners = np.array([place[item.row] for item in items])
    windows = np.bincount(owners, minlength=len(rows))
    # The mean over a row's windows; outside QA every row has one.
    embeddings = np.zeros((len(rows), len(outputs[0].embedding)), dtype=np.float32)
    np.add.at(embeddings, owners, np.stack([output.embedding for output in outputs]))
    embeddings /= windows[:, None]
    scores = [output.scores for output in outputs if output.scores is not None]
    if not scores:
        return embeddings, np.zeros((len(rows), 0), dtype=np.float32)
    measures = task.uncertainty(scores, windows)
    return embeddings, np.column_stack([measures[name] for name in task.measures])

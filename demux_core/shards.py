"""One shard of an encoding: a group of rows, computed and written on its own."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from demux_core import uncertainty
from demux_core.config import EncodingConfig, Task
from demux_core.datasets import Dataset
from demux_core.files import atomic_path
from demux_core.inputs import Example, examples
from demux_core.models import Model

if TYPE_CHECKING:
    from demux_core.inference import Output
    from demux_core.network import TaskModel

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
        from demux_core import network

        model = network.load(self.model, self.dataset.task)
        network.check_length(model, self.config.max_length)
        return model, network.load_tokenizer(self.model)

    def write(self, shard: Shard) -> int:
        """Write one shard, whole or not at all; how many rows it has."""
        from demux_core.inference import run

        rows, path = shard
        model, tokenizer = self._loaded
        items = examples(
            self.dataset,
            rows.tolist(),
            tokenizer,
            max_length=self.config.max_length,
            stride=self.config.stride,
            prefix=self.model.settings.prefix,
        )
        outputs = run(model, items, tokenizer.pad_token_id, self.config.pooling)
        arrays = _gather(model.settings.task, items, outputs, rows)
        with atomic_path(path) as temporary:
            np.savez(temporary, **arrays)
        return len(rows)


def _gather(
    task: Task | None, items: list[Example], outputs: Iterable["Output"], rows: NDArray[np.int64]
) -> dict[str, NDArray[np.float32]]:
    """Embeddings (len(rows), dim) and uncertainties (len(rows), measures) of one shard."""
    outputs = sorted(outputs, key=lambda output: output.index)
    place = {int(row): i for i, row in enumerate(rows)}
    owners = np.array([place[item.row] for item in items])
    windows = np.bincount(owners, minlength=len(rows))
    # The mean over a row's windows; outside QA every row has one.
    embeddings = np.zeros((len(rows), len(outputs[0].embedding)), dtype=np.float32)
    np.add.at(embeddings, owners, np.stack([output.embedding for output in outputs]))
    embeddings /= windows[:, None]
    measures = _measure(task, [output.scores for output in outputs], windows)
    columns = [measures[name] for name in measures] or [np.zeros((len(rows), 0), dtype=np.float32)]
    return {"embeddings": embeddings, "uncertainty": np.column_stack(columns)}


def _measure(
    task: Task | None, scores: list[NDArray[np.float32] | None], windows: NDArray[np.int64]
) -> dict[str, NDArray[np.float32]]:
    known = [score for score in scores if score is not None]
    if not known:
        return {}
    if task == "sequence":
        return uncertainty.sequence(np.stack(known))
    flat, lengths = np.concatenate(known), np.array([len(score) for score in known])
    if task == "token":
        return uncertainty.token(flat, lengths)
    return uncertainty.qa(flat[:, 0], flat[:, 1], lengths, windows)

"""Run a model over examples: batches of similar length, bfloat16 where it is fast, results as numpy."""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from demux_core.base.config import Pooling
from demux_core.modelling.device import autocast, batch_tokens, device
from demux_core.modelling.network import TaskModel, pool
from demux_core.tasks.base import Task
from demux_core.tasks.model_inputs import Example


@dataclass(frozen=True)
class Output:
    """The model's output for the example at ``index``.

    Args:
        embedding: (dim,) mean state of the tokens that the task embeds, or the pooled vector.
        scores: raw scores of the head, (outputs,) of a pooled head, else (positions, outputs) of the tokens
            that the task scores; None without a head.
        words: (positions, dim) float16 states of the words' first tokens; None unless asked for.
    """

    index: int
    embedding: NDArray[np.float32]
    scores: NDArray[np.float32] | None
    words: NDArray[np.float16] | None = None


def run(
    model: TaskModel,
    items: Sequence[Example],
    padding: int,
    pooling: Pooling | None = None,
    word_depth: float | None = None,
) -> Iterator[Output]:
    """Yield an output for every example, in the order of computation (longest first).

    Args:
        model: a model with or without a head.
        items: tokenized examples.
        padding: the tokenizer's padding id.
        pooling: of the embeddings; the model's own if None (its head always uses the model's own).
        word_depth: the layer that gives vectors of words (``EncodingConfig``); None for no such vectors.
    """
    model.eval()
    waiting = deque(batches(items, batch_tokens(model.body.config)))
    while waiting:
        indices = waiting.popleft()
        part = [items[i] for i in indices]
        batch = collate(part, padding)
        try:
            with torch.inference_mode(), autocast():
                hidden, scores, layer = _forward(model, batch, word_depth)
        except torch.OutOfMemoryError:  # of a GPU, which others may use as well
            if len(indices) == 1:
                raise
            middle = len(indices) // 2
            waiting.extendleft([indices[middle:], indices[:middle]])
            continue
        hidden = hidden.float()
        pooled = pool(hidden, batch["attention_mask"], pooling or model.settings.pooling).cpu().numpy()
        for i, index in enumerate(indices):
            embedding = _embedding(model.task, part[i], hidden[i], pooled[i])
            words = None if layer is None else _array(layer[i, list(part[i].positions)]).astype(np.float16)
            yield Output(
                index, embedding, None if scores is None else _scores(model.task, part[i], scores[i]), words
            )


def _forward(
    model: TaskModel, batch: dict[str, Tensor], word_depth: float | None
) -> tuple[Tensor, Tensor | None, Tensor | None]:
    return (*model(batch), None) if word_depth is None else model.with_layer(batch, word_depth)


def batches(items: Sequence[Example], tokens: int) -> Iterator[list[int]]:
    """Yield batches of indices, longest items first, each within ``tokens`` padded tokens."""
    order = sorted(range(len(items)), key=lambda i: -len(items[i]))
    start = 0
    while start < len(order):
        count = max(1, tokens // len(items[order[start]]))
        yield order[start : start + count]
        start += count


def collate(items: Sequence[Example], padding: int) -> dict[str, Tensor]:
    """Pad to the longest item: input_ids, attention_mask and, if any, token_type_ids, each (b, t)."""
    shape = len(items), max(map(len, items))
    ids = torch.full(shape, padding)
    mask, types = torch.zeros(shape, dtype=torch.long), torch.zeros(shape, dtype=torch.long)
    for i, item in enumerate(items):
        ids[i, : len(item)] = torch.tensor(item.input_ids)
        mask[i, : len(item)] = 1
        if item.token_type_ids is not None:
            types[i, : len(item)] = torch.tensor(item.token_type_ids)
    batch = {"input_ids": ids, "attention_mask": mask}
    if items[0].token_type_ids is not None:
        batch["token_type_ids"] = types
    place = device()
    return {name: tensor.to(place) for name, tensor in batch.items()}


# Only positions that count are used, never padding or the continuations of words.
def _embedding(task: Task, item: Example, hidden: Tensor, pooled: NDArray[np.float32]) -> NDArray[np.float32]:
    positions = task.embedded_positions(item)
    return pooled if positions is None else _array(hidden[positions].mean(0))


def _scores(task: Task, item: Example, scores: Tensor) -> NDArray[np.float32]:
    positions = task.scored_positions(item)
    return _array(scores if positions is None else scores[positions])


def _array(tensor: Tensor) -> NDArray[np.float32]:
    return tensor.float().cpu().numpy()

"""Running a model over examples: batches of equal length, bfloat16 where it is fast, results as numpy."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from demux_core.base.config import Pooling
from demux_core.modelling.inputs import Example
from demux_core.modelling.network import TaskModel, autocast, device, pool

# Padded tokens of a batch: enough to keep two cores or one GPU busy, little enough for 1 GB of memory.
BATCH_TOKENS = 8_192


@dataclass(frozen=True)
class Output:
    """What the model gives for the example at ``index``.

    Args:
        embedding: (dim,) pooled vector; for token tasks the mean over the words' first sub-words.
        scores: raw class scores, None without a head: (classes,) for a sequence; (words, classes) for token
            tasks; (1 + context tokens, 2) for QA, where the first line is the "no answer here" position.
    """

    index: int
    embedding: NDArray[np.float32]
    scores: NDArray[np.float32] | None


def run(
    model: TaskModel, items: Sequence[Example], padding: int, pooling: Pooling | None = None
) -> Iterator[Output]:
    """Yield an output for every example, in the order of computation (longest first).

    Args:
        model: body with or without head.
        items: tokenized examples.
        padding: the tokenizer's padding id.
        pooling: of the embeddings; the model's own unless given (its head always sees the model's own).
    """
    model.eval()
    for indices in batches(items, BATCH_TOKENS):
        part = [items[i] for i in indices]
        batch = collate(part, padding)
        with torch.inference_mode(), autocast():
            hidden, scores = model(batch)
        hidden = hidden.float()
        pooled = pool(hidden, batch["attention_mask"], pooling or model.settings.pooling).cpu().numpy()
        for i, index in enumerate(indices):
            yield Output(index, *_pick(part[i], hidden[i], pooled[i], None if scores is None else scores[i]))


def batches(items: Sequence[Example], tokens: int) -> Iterator[list[int]]:
    """Indices of ``items``, longest first, as many a batch as stay within ``tokens`` padded tokens."""
    order = sorted(range(len(items)), key=lambda i: -len(items[i]))
    start = 0
    while start < len(order):
        count = max(1, tokens // len(items[order[start]]))
        yield order[start : start + count]
        start += count


def collate(items: Sequence[Example], padding: int) -> dict[str, Tensor]:
    """Pad to the longest: input_ids, attention_mask and, where there are any, token_type_ids, each (b, t)."""
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


def _pick(
    item: Example, hidden: Tensor, pooled: NDArray[np.float32], scores: Tensor | None
) -> tuple[NDArray[np.float32], NDArray[np.float32] | None]:
    """The embedding and the scores of the positions that count; padding and sub-word tails never do."""
    positions = list(item.positions)
    embedding = _array(hidden[positions].mean(0)) if item.task == "token" else pooled
    if scores is None:
        return embedding, None
    if item.task == "sequence":
        return embedding, _array(scores)
    # A window whose context has no token keeps the first one as its only choice.
    return embedding, _array(scores[positions if item.task == "token" else [0, *(positions or [0])]])


def _array(tensor: Tensor) -> NDArray[np.float32]:
    return tensor.float().cpu().numpy()

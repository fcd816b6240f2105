"""From rows of a dataset to token ids: what goes into a model, and which of its outputs count."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from demux_core.base.config import Task
from demux_core.data.dataset import Dataset

# Of a window, a question gets at most this share; the rest, less this many specials, is context.
_QUESTION_SHARE = 0.25
_SPECIALS = 8


@dataclass(frozen=True)
class Example:
    """One model input: a text, a sentence of words, or one window of a QA context.

    Args:
        task: what kind of input it is.
        row: the row of the dataset it comes from.
        input_ids: token ids with specials.
        token_type_ids: segment of each token, where the model has segments.
        positions: the tokens that count: the first sub-word of each word (token task), the context's
            tokens (QA), nothing for a sequence.
        spans: for each of ``positions`` the (word, word + 1) or the (start, end) characters it stands for.
    """

    task: Task
    row: int
    input_ids: list[int]
    token_type_ids: list[int] | None = None
    positions: tuple[int, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()

    def __len__(self) -> int:
        return len(self.input_ids)


def examples(
    dataset: Dataset, rows: Sequence[int], tokenizer: Any, *, max_length: int, stride: int, prefix: str
) -> list[Example]:
    """Tokenize ``rows`` of a dataset; only QA rows give more than one example each, in order.

    Args:
        max_length: tokens an example may have, with specials; longer texts are cut, longer contexts windowed.
        stride: tokens that neighbouring windows share.
        prefix: text that the model wants before a sequence or a question.
    """
    part = dataset.frame.iloc[list(rows)]
    if dataset.task == "sequence":
        return _sequences(part, rows, tokenizer, max_length, prefix)
    if dataset.task == "token":
        return _sentences(part, rows, tokenizer, max_length)
    return _windows(part, rows, tokenizer, max_length, stride, prefix)


def _sequences(part: Any, rows: Sequence[int], tokenizer: Any, max_length: int, prefix: str) -> list[Example]:
    # A row is a pair or not whatever its neighbours are: it must look the same in every batch.
    alone = part["text_b"].isna()
    found: dict[int, Example] = {}
    for own in (alone, ~alone):
        texts = part[own]
        if len(texts):
            seconds = None if own is alone else [prefix + text for text in texts["text_b"]]
            firsts = [prefix + text for text in texts["text"]]
            batch = tokenizer(firsts, seconds, truncation=True, max_length=max_length)
            places = np.flatnonzero(own)
            for place, ids, types in zip(places.tolist(), *_ids(batch), strict=True):
                found[place] = Example("sequence", rows[place], ids, types)
    return [found[place] for place in range(len(part))]


def _sentences(part: Any, rows: Sequence[int], tokenizer: Any, max_length: int) -> list[Example]:
    words = [list(tokens) for tokens in part["tokens"]]
    batch = tokenizer(words, is_split_into_words=True, truncation=True, max_length=max_length)
    found = []
    for i, (row, ids, types) in enumerate(zip(rows, *_ids(batch), strict=True)):
        firsts: dict[int, int] = {}
        for position, word in enumerate(batch.word_ids(i)):
            if word is not None:
                firsts.setdefault(word, position)
        # A sentence of characters that the tokenizer drops still is a row: its first token stands for it.
        firsts = firsts or {0: 0}
        spans = tuple((word, word + 1) for word in firsts)
        found.append(Example("token", row, ids, types, tuple(firsts.values()), spans))
    return found


def _windows(
    part: Any, rows: Sequence[int], tokenizer: Any, max_length: int, stride: int, prefix: str
) -> list[Example]:
    limit = int(max_length * _QUESTION_SHARE)
    questions = [_cut(prefix + question, tokenizer, limit) for question in part["question"]]
    batch = tokenizer(
        questions,
        list(part["context"]),
        truncation="only_second",
        max_length=max_length,
        # What is left for the context must be longer than what neighbouring windows share.
        stride=min(stride, max_length - limit - _SPECIALS),
        return_overflowing_tokens=True,
        return_offsets_mapping=True,
    )
    found = []
    sources = batch["overflow_to_sample_mapping"]
    for i, (ids, types, offsets) in enumerate(zip(*_ids(batch), batch["offset_mapping"], strict=True)):
        context = [p for p, side in enumerate(batch.sequence_ids(i)) if side == 1]
        spans = tuple(tuple(offsets[p]) for p in context)
        found.append(Example("qa", rows[sources[i]], ids, types, tuple(context), spans))
    return found


def _cut(question: str, tokenizer: Any, limit: int) -> str:
    offsets = tokenizer(question, add_special_tokens=False, return_offsets_mapping=True)["offset_mapping"]
    return question if len(offsets) <= limit else question[: offsets[limit - 1][1]]


def _ids(batch: Any) -> tuple[list[list[int]], list[list[int] | None]]:
    types = batch.get("token_type_ids")
    return batch["input_ids"], types if types is not None else [None] * len(batch["input_ids"])

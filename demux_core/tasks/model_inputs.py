"""Model inputs: what a tokenizer makes of a row, and which of its tokens count."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Tokenization:
    """How texts become tokens.

    Args:
        tokenizer: a fast tokenizer of transformers.
        max_length: tokens an example may have, with specials; longer texts are cut, longer contexts windowed.
        stride: tokens that neighbouring windows share.
        prefix: text that the model expects before every text or question.
    """

    tokenizer: Any
    max_length: int
    stride: int
    prefix: str


@dataclass(frozen=True)
class Example:
    """One model input: a text, a pair of texts, a sentence of words, or one window of a context.

    Args:
        row: the row of the dataset it comes from.
        input_ids: token ids with specials.
        token_type_ids: segment of each token, where the model has segments.
        positions: the tokens that count, such as the first sub-word of each word; none where the whole text
            has one label.
        spans: for each of ``positions`` what it stands for: (word, word + 1), or (start, end) in characters.
    """

    row: int
    input_ids: list[int]
    token_type_ids: list[int] | None = None
    positions: tuple[int, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()

    def __len__(self) -> int:
        return len(self.input_ids)


def token_ids(batch: Any) -> tuple[list[list[int]], list[list[int] | None]]:
    """The token ids and the segments (None where the model has none) of each line of a tokenizer's output."""
    types = batch.get("token_type_ids")
    return batch["input_ids"], types if types is not None else [None] * len(batch["input_ids"])

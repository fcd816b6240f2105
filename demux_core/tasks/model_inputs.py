"""Model inputs: the tokens of a row, and which of them count."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Tokenization:
    """How texts become tokens.

    Args:
        tokenizer: a fast tokenizer of transformers.
        max_length: maximum tokens of an example, specials included; longer texts are cut, contexts windowed.
        stride: tokens that neighbouring windows share.
        prefix: string that the model expects before every text or question.
    """

    tokenizer: Any
    max_length: int
    stride: int
    prefix: str


@dataclass(frozen=True)
class Example:
    """One model input: a text, a pair of texts, a sentence of words, or one window of a context.

    Args:
        row: position in the dataset.
        input_ids: token ids with specials.
        token_type_ids: segment of each token, where the model has segments.
        positions: the tokens that count, such as the first sub-word of each word; none where the whole text
            has one label.
        spans: what each of ``positions`` represents: (word, word + 1), or (start, end) in characters.
    """

    row: int
    input_ids: list[int]
    token_type_ids: list[int] | None = None
    positions: tuple[int, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()

    def __len__(self) -> int:
        return len(self.input_ids)


def token_ids(batch: Any) -> tuple[list[list[int]], list[list[int] | None]]:
    """Return token ids and segments (None without segments) of each line of a tokenizer's output."""
    types = batch.get("token_type_ids")
    return batch["input_ids"], types if types is not None else [None] * len(batch["input_ids"])

"""Count the rows of one dataset that occur in another: exactly, nearly, or in translation."""

import unicodedata
from collections.abc import Mapping
from hashlib import blake2b
from itertools import permutations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from demux_core.data.dataset import Dataset

_BLOCK = 10_000  # rows
_NONE = 0  # the digest of an absent group


class _Letters(dict[int, str]):
    """For ``str.translate``: keep letters, marks and digits, replace the rest by spaces; cached."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        is_letter = unicodedata.category(character)[0] in "LMN"
        return self.setdefault(code, character if is_letter else " ")


_LETTERS = _Letters()


def overlaps(data: Mapping[str, Dataset]) -> pd.DataFrame:
    """Count how many rows of each dataset also occur in each of the others.

    Args:
        data: name -> dataset; datasets of different tasks share nothing.

    Returns:
        a row for each ordered pair: part, other, rows (of part), same (content), similar (the same except for
        case, width, spaces and punctuation), parallel (the same group, but neither same nor similar), shared
        (the sum of these).
    """
    keys = {name: _keys(dataset) for name, dataset in data.items()}
    table = []
    for part, other in permutations(data, 2):
        mine, theirs = keys[part], keys[other]
        same, similar, parallel = (np.isin(mine[kind], theirs[kind]) & (mine[kind] != _NONE) for kind in mine)
        counts = {"same": same, "similar": similar & ~same, "parallel": parallel & ~similar & ~same}
        sums = {name: int(rows.sum()) for name, rows in counts.items()}
        table.append(
            {"part": part, "other": other, "rows": len(data[part]), **sums, "shared": sum(sums.values())}
        )
    return pd.DataFrame(table, columns=["part", "other", "rows", "same", "similar", "parallel", "shared"])


def _keys(dataset: Dataset) -> dict[str, NDArray[np.uint64]]:
    """What is compared of each row, (rows,): digests, because the texts of a large pool take gigabytes."""
    keys = {kind: np.empty(len(dataset), dtype=np.uint64) for kind in ("same", "similar", "parallel")}
    for start in range(0, len(dataset), _BLOCK):
        rows = dataset.frame.iloc[start : start + _BLOCK]
        content = [f"{dataset.task.name}\0{key}" for key in dataset.task.content_keys(rows)]
        for kind, texts in {
            "same": content,
            "similar": map(_plain, content),
            "parallel": rows["group"],
        }.items():
            keys[kind][start : start + _BLOCK] = [_digest(text) for text in texts]
    return keys


def _digest(text: str | None) -> int:
    """64 bits of a text: of two million texts, two have the same by chance once in ten million times."""
    if text is None or text != text:
        return _NONE
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest()) or 1


def _plain(text: str) -> str:
    # Texts without a letter, such as emoji, are compared as they are.
    task, _, rest = unicodedata.normalize("NFKC", text).casefold().partition("\0")
    return f"{task}\0{' '.join(rest.translate(_LETTERS).split()) or rest}"

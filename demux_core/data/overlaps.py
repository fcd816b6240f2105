"""Which rows of one dataset another one has, too: exactly, nearly, or in translation."""

import unicodedata
from collections.abc import Mapping
from itertools import permutations

import pandas as pd

from demux_core.data.dataset import Dataset


class _Letters(dict[int, str]):
    """For ``str.translate``: letters, marks and digits stay, all else is a space; looked up once each."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        kept = unicodedata.category(character)[0] in "LMN"
        return self.setdefault(code, character if kept else " ")


_LETTERS = _Letters()


def overlaps(data: Mapping[str, Dataset]) -> pd.DataFrame:
    """How many rows of each dataset stand in each other one.

    Args:
        data: name -> dataset; those of different tasks share nothing.

    Returns:
        a row for each ordered pair: part, other, rows (of part), same (content), similar (the same but for
        case, width, spaces and punctuation), parallel (the same group, and neither of these), shared (all).
    """
    keys = {name: _keys(dataset) for name, dataset in data.items()}
    table = []
    for part, other in permutations(data, 2):
        mine, theirs = keys[part], {column: set(keys[other][column].dropna()) for column in keys[other]}
        found = {column: mine[column].isin(theirs[column]) & mine[column].notna() for column in mine}
        similar = found["similar"] & ~found["same"]
        parallel = found["parallel"] & ~found["similar"] & ~found["same"]
        counts = {"same": found["same"], "similar": similar, "parallel": parallel}
        sums = {name: int(rows.sum()) for name, rows in counts.items()}
        table.append({"part": part, "other": other, "rows": len(mine), **sums, "shared": sum(sums.values())})
    return pd.DataFrame(table, columns=["part", "other", "rows", "same", "similar", "parallel", "shared"])


def _keys(dataset: Dataset) -> pd.DataFrame:
    content = [f"{dataset.task.name}\0{key}" for key in dataset.task.content_keys(dataset.frame)]
    plain = [_plain(text) for text in content]
    group = dataset.frame["group"].tolist()
    return pd.DataFrame({"same": content, "similar": plain, "parallel": group}, dtype=object)


def _plain(text: str) -> str:
    # Texts of signs only, such as emoji, are compared as they are.
    task, _, rest = unicodedata.normalize("NFKC", text).casefold().partition("\0")
    return f"{task}\0{' '.join(rest.translate(_LETTERS).split()) or rest}"

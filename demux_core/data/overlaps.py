"""Count the rows of one dataset that occur in another: exactly, nearly, or in translation."""

import unicodedata
from collections.abc import Mapping
from itertools import permutations

import pandas as pd

from demux_core.data.dataset import Dataset


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
        mine, theirs = keys[part], {column: set(keys[other][column].dropna()) for column in keys[other]}
        matches = {column: mine[column].isin(theirs[column]) & mine[column].notna() for column in mine}
        similar = matches["similar"] & ~matches["same"]
        parallel = matches["parallel"] & ~matches["similar"] & ~matches["same"]
        counts = {"same": matches["same"], "similar": similar, "parallel": parallel}
        sums = {name: int(rows.sum()) for name, rows in counts.items()}
        table.append({"part": part, "other": other, "rows": len(mine), **sums, "shared": sum(sums.values())})
    return pd.DataFrame(table, columns=["part", "other", "rows", "same", "similar", "parallel", "shared"])


def _keys(dataset: Dataset) -> pd.DataFrame:
    content = [f"{dataset.task.name}\0{key}" for key in dataset.task.content_keys(dataset.frame)]
    plain = [_plain(text) for text in content]
    group = dataset.frame["group"].tolist()
    return pd.DataFrame({"same": content, "similar": plain, "parallel": group}, dtype=object)


def _plain(text: str) -> str:
    # Texts without a letter, such as emoji, are compared as they are.
    task, _, rest = unicodedata.normalize("NFKC", text).casefold().partition("\0")
    return f"{task}\0{' '.join(rest.translate(_LETTERS).split()) or rest}"

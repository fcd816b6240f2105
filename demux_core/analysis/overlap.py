"""How far the choices of several strategies agree."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class Overlap:
    """Rows that two strategies chose, each ascending.

    Args:
        only_a: (i,) rows that only the first chose.
        only_b: (j,) rows that only the second chose.
        both: (k,) rows that both chose.
    """

    only_a: NDArray[np.int64]
    only_b: NDArray[np.int64]
    both: NDArray[np.int64]

    @property
    def jaccard(self) -> float:
        """The share of all rows chosen by either that both chose: 1 = the same rows, 0 = none in common."""
        union = len(self.only_a) + len(self.only_b) + len(self.both)
        return len(self.both) / union if union else 1.0


def overlap(a: ArrayLike, b: ArrayLike) -> Overlap:
    """Compare the rows of two selections."""
    first, second = (np.unique(np.asarray(rows, dtype=np.int64)) for rows in (a, b))
    return Overlap(np.setdiff1d(first, second), np.setdiff1d(second, first), np.intersect1d(first, second))


def pairwise_overlaps(chosen: Mapping[str, Sequence[int] | NDArray[np.int64]], n: int) -> "pd.DataFrame":
    """Compare all pairs of selections from one pool, the most similar first.

    Args:
        chosen: name -> rows.
        n: rows of the pool.

    Returns:
        first, second, only_first, only_second, both (counts), by_chance (the count in common that two random
        choices of these sizes have on average), jaccard.
    """
    import pandas as pd

    table = []
    for first, second in combinations(chosen, 2):
        pair = overlap(chosen[first], chosen[second])
        counts = (len(pair.only_a), len(pair.only_b), len(pair.both))
        by_chance = len(chosen[first]) * len(chosen[second]) / n
        table.append((first, second, *counts, by_chance, pair.jaccard))
    columns = ["first", "second", "only_first", "only_second", "both", "by_chance", "jaccard"]
    return pd.DataFrame(table, columns=columns).sort_values(
        "jaccard", ascending=False, kind="stable", ignore_index=True
    )

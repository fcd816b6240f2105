"""Amounts that chosen points use up: money, or words."""

from bisect import bisect_left
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from demux_core.strategies.base import Rows

EPSILON = 1e-9  # sums of prices that differ by less are equal


class Purse:
    """An amount, of which a part is kept for the floors until their points are chosen.

    Args:
        name: what it is an amount of, for messages.
        costs: (n,) what each row of the pool uses up.
        left: what is left.
    """

    def __init__(self, name: str, costs: NDArray[np.float64], left: float) -> None:
        self.name, self.costs, self.left = name, costs, left
        self.kept = 0.0
        # Language -> the costs of its cheapest rows, as many as its floor still lacks, ascending.
        self._cheapest: dict[int, list[float]] = {}

    def keep(self, owed: Mapping[int, int], free: Mapping[int, Rows]) -> None:
        """Keep what the floors cost at least.

        Args:
            owed: language -> number of points that its floor still lacks.
            free: language -> its rows that may still be chosen.
        """
        self._cheapest = {
            code: np.sort(self.costs[free[code]])[:count].tolist() for code, count in owed.items()
        }
        self.kept = sum(sum(costs) for costs in self._cheapest.values())

    def affords(self, row: int, code: int) -> bool:
        """Whether a row in the language ``code`` can be paid for without touching what the floors need."""
        return self.covers(float(self.costs[row]) + self.kept - self._freed(row, code))

    def covers(self, amount: float) -> bool:
        """Whether so much is left."""
        return amount <= self.left + EPSILON

    def pay(self, row: int, code: int) -> None:
        """Use up the cost of a row, and keep less where it serves a floor."""
        self.left -= float(self.costs[row])
        if freed := self._freed(row, code):
            self.kept -= freed
            self._cheapest[code].remove(freed)

    def most(self, rows: Rows) -> int:
        """The number of the cheapest of ``rows`` that can be paid for together."""
        totals = np.cumsum(np.sort(self.costs[rows]))
        return int(np.searchsorted(totals, self.left + EPSILON, side="right"))

    def _freed(self, row: int, code: int) -> float:
        """What need not be kept any more once a row is chosen."""
        cheapest = self._cheapest.get(code)
        if not cheapest:
            return 0.0
        return cheapest[min(bisect_left(cheapest, float(self.costs[row])), len(cheapest) - 1)]

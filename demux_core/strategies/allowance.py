"""What may still be chosen within constraints, as points are taken one after the other."""

from collections.abc import Mapping, Sequence

import numpy as np

from demux_core.strategies.base import Rows
from demux_core.strategies.purse import EPSILON, Purse


class Allowance:
    """The rows that may still be chosen; what is refused once stays refused.

    Args:
        codes: (n,) the language of every row of the pool, as a number.
        free: ascending rows that may be chosen.
        left: number of points to choose.
        caps: language -> the most points of it.
        floors: language -> the fewest points of it.
        purses: the amounts that points use up.
    """

    def __init__(
        self,
        codes: Rows,
        free: Rows,
        left: int,
        caps: Mapping[int, int],
        floors: Mapping[int, int],
        purses: Sequence[Purse],
    ) -> None:
        self.free, self.left, self.purses = free, left, purses
        self._codes, self._room = codes, dict(caps)
        self.owed = {code: count for code, count in floors.items() if count}
        self._keep()

    def most(self) -> int:
        """How many more points can be chosen at most."""
        return min([self.left, len(self.free), *(purse.most(self.free) for purse in self.purses)])

    def take(self, row: int) -> bool:
        """Take a row if it may still be chosen, and say whether it was taken."""
        code = int(self._codes[row])
        if not self._has_room(code) or not all(purse.affords(row, code) for purse in self.purses):
            return False
        for purse in self.purses:
            purse.pay(row, code)
        self.left -= 1
        if code in self._room:
            self._room[code] -= 1
        if self.owed.get(code):
            self.owed[code] -= 1
        return True

    def drop(self, rows: Rows) -> None:
        """Bar ``rows`` that were taken or refused, and all others that would be refused now."""
        free = np.setdiff1d(self.free, rows, assume_unique=True)
        has_room = [code for code in np.unique(self._codes[free]).tolist() if self._has_room(code)]
        self.free = free[np.isin(self._codes[free], has_room)]
        self._keep()
        owed = np.isin(self._codes, [code for code, count in self.owed.items() if count])
        for purse in self.purses:
            # A row of a floor pays with what is kept for it.
            spare = np.where(owed[self.free], purse.left, purse.left - purse.kept)
            self.free = self.free[purse.costs[self.free] <= spare + EPSILON]

    def _keep(self) -> None:
        of_floor = {code: self.free[self._codes[self.free] == code] for code in self.owed}
        for purse in self.purses:
            purse.keep(self.owed, of_floor)

    def _has_room(self, code: int) -> bool:
        # The last points belong to the floors.
        spare = self.left - sum(self.owed.values())
        return self._room.get(code, 1) > 0 and (spare > 0 or self.owed.get(code, 0) > 0)

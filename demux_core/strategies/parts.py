"""A pool whose vectors are looked at a part at a time, in this process or on other computers.

The vectors are in memory or in a file of this computer, which then sends them; or they are ``StoredVectors``,
which whoever works on a part reads.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from demux_core.modelling.stored_vectors import StoredRows, StoredVectors
from demux_core.strategies import checks
from demux_core.strategies.base import Query, Rows

Vectors = NDArray[np.float32]
T = TypeVar("T")
# share(work, part_of, places) yields each place with work(part_of(place)), in any order.
Share = Callable[[Callable[[Any], T], Callable[[int], Any], Sequence[int]], Iterator[tuple[int, T]]]


def in_turn(
    work: Callable[[Any], T], part_of: Callable[[int], Any], places: Sequence[int]
) -> Iterator[tuple[int, T]]:
    """Do the work in this process, a part after the other."""
    for place in places:
        yield place, work(part_of(place))


@dataclass(frozen=True)
class Parts:
    """How a pool is divided, and who works on its parts.

    Args:
        share: who does the work.
        most: rows in a part, at most. With 384 numbers a row, a part takes 100 MB.
    """

    share: Share[Any] = in_turn
    most: int = 65_536

    def map(self, work: Callable[..., T], query: Query, rows: Rows, *given: Any) -> Iterator[tuple[Rows, T]]:
        """Call ``work(vectors, *given)`` for parts of ``rows``; yield each part with its result.

        Args:
            work: function of a module, which other computers can import; ``vectors`` is (some rows, dim).
            query: its pool has the vectors; it is told how many parts are done.
            rows: ascending rows of the pool.
            given: the same for every part.

        Raises:
            InputError: a vector is not finite.
        """
        pool = checks.present_vectors(query, query.pool, "pool")
        bounds = self._bounds(pool, rows)
        places = [number for number, (start, end) in enumerate(pairwise(bounds)) if start < end]

        def rows_of(number: int) -> Rows:
            return rows[bounds[number] : bounds[number + 1]]

        def part_of(number: int) -> Vectors | StoredRows:
            part = rows_of(number)
            if isinstance(pool, StoredVectors):
                return pool.at(part)
            whole = part[-1] - part[0] + 1 == len(part)
            vectors = pool[part[0] : part[-1] + 1] if whole else pool[part]  # a slice copies nothing
            checks.check_finite(vectors, part, "pool")
            return np.asarray(vectors)

        done = self.share(partial(_work_on, work, given), part_of, places)
        for finished, (number, result) in enumerate(done, start=1):
            query.advance(finished, len(places))
            yield rows_of(number), result

    def in_order(self, work: Callable[..., T], query: Query, rows: Rows, *given: Any) -> list[tuple[Rows, T]]:
        """What ``map`` yields, by rows, so that it does not matter which part was ready first."""
        return sorted(self.map(work, query, rows, *given), key=lambda found: int(found[0][0]))

    def take(self, query: Query, rows: Rows) -> Vectors:
        """(k, dim) vectors of a few ascending rows of the pool."""
        pool = checks.present_vectors(query, query.pool, "pool")
        if not isinstance(pool, StoredVectors):
            return pool[rows]
        found = [vectors for _, vectors in self.in_order(np.asarray, query, rows)]
        return np.concatenate([np.empty((0, pool.width), dtype=np.float32), *found])

    def _bounds(self, pool: Vectors | StoredVectors, rows: Rows) -> list[int]:
        """Where in ``rows`` the parts begin and end."""
        if isinstance(pool, StoredVectors):
            return list(map(int, np.searchsorted(rows, pool.cuts(self.most))))
        count = max(-(-len(rows) // self.most), 1)
        return [number * len(rows) // count for number in range(count + 1)]


def _work_on(work: Callable[..., T], given: tuple[Any, ...], part: Vectors | StoredRows) -> T:
    if isinstance(part, StoredRows):
        vectors = part.vectors()
        checks.check_finite(vectors, part.rows, "pool")
        return work(vectors, *given)
    return work(part, *given)

"""A pool whose vectors are looked at a part at a time, in this process or on other computers."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from demux_core.strategies import checks
from demux_core.strategies.base import Query, Rows

Vectors = NDArray[np.float32]
T = TypeVar("T")
# share(work, vectors_of, places) yields each place with work(vectors_of(place)), in any order.
Share = Callable[[Callable[[Vectors], T], Callable[[int], Vectors], Sequence[int]], Iterator[tuple[int, T]]]


def in_turn(
    work: Callable[[Vectors], T], vectors_of: Callable[[int], Vectors], places: Sequence[int]
) -> Iterator[tuple[int, T]]:
    """Do the work in this process, a part after the other."""
    for place in places:
        yield place, work(vectors_of(place))


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
        """Call ``work(vectors, *given)`` for about equal parts of ``rows``; yield each part with its result.

        Args:
            work: function of a module, which other computers can import; ``vectors`` is (some rows, dim).
            query: its pool has the vectors; it is told how many parts are done.
            rows: ascending rows of the pool.
            given: the same for every part.

        Raises:
            InputError: a vector is not finite.
        """
        pool = checks.present_vectors(query, query.pool, "pool")
        count = -(-len(rows) // self.most)
        bounds = [number * len(rows) // max(count, 1) for number in range(count + 1)]

        def rows_of(number: int) -> Rows:
            return rows[bounds[number] : bounds[number + 1]]

        def vectors_of(number: int) -> Vectors:
            part = rows_of(number)
            whole = part[-1] - part[0] + 1 == len(part)
            vectors = pool[part[0] : part[-1] + 1] if whole else pool[part]  # a slice copies nothing
            checks.check_finite(vectors, part, "pool")
            return np.asarray(vectors)

        done = self.share(partial(_work_on, work, given), vectors_of, range(count))
        for finished, (number, result) in enumerate(done, start=1):
            query.advance(finished, count)
            yield rows_of(number), result

    def in_order(self, work: Callable[..., T], query: Query, rows: Rows, *given: Any) -> list[tuple[Rows, T]]:
        """What ``map`` yields, by rows, so that it does not matter which part was ready first."""
        return sorted(self.map(work, query, rows, *given), key=lambda found: int(found[0][0]))


def _work_on(work: Callable[..., T], given: tuple[Any, ...], vectors: Vectors) -> T:
    return work(vectors, *given)

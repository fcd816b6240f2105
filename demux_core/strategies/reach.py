"""How a strategy came to a row."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Reach:
    """How a strategy came to a row of the pool.

    Args:
        target: the row of the target sample that led to it.
        k: the number of nearest neighbours of a target point at which the row was first among them, where the
            strategy widens such lists.
        step: the step in which the row was chosen, from 1, where rows are chosen one after the other.
    """

    target: int
    k: int | None = None
    step: int | None = None

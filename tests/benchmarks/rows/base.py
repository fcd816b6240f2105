"""A row of the benchmark, and vectors like those of encoders."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Work = Callable[[], object]
Vectors = NDArray[np.float32]

HERE, PLAIN, USUAL, BOUND = "here", "plain", "usual", "bound"


@dataclass(frozen=True)
class Side:
    """One way to do the work of a row.

    Args:
        prepare: makes the data from the row's size, which is not timed, and returns the work; where the work
            returns a float, these are the seconds that count.
        share: the part of the row's size that it is timed on, where all of it takes too long; its time is
            divided by this, which only holds for work in proportion to the size.
        needs: a module that the product does not install; without it the side is left out.
    """

    prepare: Callable[[int], Work]
    share: float = 1.0
    needs: str = "numpy"


@dataclass(frozen=True)
class Row:
    """A row.

    Args:
        name: on the command line.
        title: what is done; ``{size}`` is its size.
        size: number of points, sentences or examples.
        aim: what it should reach, as people read it.
        sides: ``here``; ``plain``, what the public code of the paper does; ``usual``, what a user would take
            instead; ``bound``, the arithmetic alone.
    """

    name: str
    title: str
    size: int
    aim: str
    sides: Mapping[str, Side]


def vectors(points: int, targets: int, dim: int = 384) -> tuple[Vectors, Vectors]:
    """Unit vectors with a large common part, as encoders give them: (points, dim) and (targets, dim)."""
    generator = np.random.default_rng(0)
    common = generator.normal(size=dim).astype(np.float32)
    drawn = generator.standard_normal((points + targets, dim), dtype=np.float32)
    drawn *= 0.7
    drawn += common
    drawn /= np.sqrt(np.einsum("nd,nd->n", drawn, drawn))[:, None]  # without a copy, which would count
    return drawn[:points], drawn[points:]

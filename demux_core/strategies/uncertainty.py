"""UNCERTAINTY: the pool rows that the model is least sure about, wherever they lie."""

import numpy as np
from numpy.typing import NDArray

from demux_core.base.palette import PALETTE
from demux_core.strategies import checks, reasons
from demux_core.strategies.base import Query, Rows, Scores, Strategy


def most_uncertain(uncertainty: NDArray[np.float32], rows: Rows, count: int) -> Rows:
    """The ``count`` most uncertain of the ascending ``rows``, the most uncertain first, ties by lower row."""
    return rows[np.argsort(-uncertainty[rows], kind="stable")[:count]]


def _choose(query: Query) -> tuple[Rows, Scores]:
    uncertainty = checks.uncertainty(query)
    rows = most_uncertain(uncertainty, query.free, query.budget)
    return rows, uncertainty[rows].astype(np.float64)


STRATEGY = Strategy(
    name="uncertainty",
    title="UNCERTAINTY",
    plain_title="What the model is least sure of",
    summary="Takes the pool texts that the model is least sure about, in any language.",
    kind="demux",
    order=30,
    color=PALETTE[7],
    needs=frozenset({"uncertainty"}),
    choose=_choose,
    explain=lambda selection, seed, like: reasons.uncertainty_phrases(selection),
    nested=True,
)

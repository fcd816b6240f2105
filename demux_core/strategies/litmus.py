"""LITMUS: random points within a count per language that was decided elsewhere."""

import numpy as np

from demux_core.base.errors import InputError
from demux_core.strategies.allocation import draw
from demux_core.strategies.base import Query, Rows, Scores, Strategy


def _choose(query: Query) -> tuple[Rows, Scores]:
    allocation = query.options.get("allocation")
    if allocation is None:
        raise InputError("litmus needs a count per language, got none; give allocation={'hi': 30, 'mr': 20}")
    return draw(query, allocation), np.zeros(query.budget)


STRATEGY = Strategy(
    name="litmus",
    title="LITMUS",
    summary="Draws source texts at random, as many from each language as you decide.",
    needs=frozenset({"languages", "allocation"}),
    choose=_choose,
    options=("allocation",),
)

"""LITMUS: random texts, with proportions of languages that were decided elsewhere."""

import numpy as np

from demux_core.base.errors import InputError
from demux_core.base.palette import PALETTE
from demux_core.strategies import reasons
from demux_core.strategies.allocation import draw
from demux_core.strategies.base import Query, Rows, Scores, Strategy


def _choose(query: Query) -> tuple[Rows, Scores]:
    allocation = query.options.get("allocation")
    if allocation is None:
        raise InputError(
            f"{query.strategy} needs a count per language, got none; give allocation={{'hi': 30, 'mr': 20}}"
        )
    return draw(query, allocation), np.zeros(query.budget)


STRATEGY = Strategy(
    name="litmus",
    title="LITMUS",
    plain_title="At random, in shares you set",
    summary="Draws pool texts at random, in the language proportions that you set.",
    kind="baseline",
    order=130,
    color=PALETTE[5],
    needs=frozenset({"languages", "allocation"}),
    choose=_choose,
    explain=lambda selection, seed, like: reasons.drawn_phrases(selection, seed, "in the proportions given"),
    options={"allocation": None},
)

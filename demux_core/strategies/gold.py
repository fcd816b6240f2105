"""GOLD: random rows of labelled target-language data, the ceiling. Rows index into that data."""

from demux_core.strategies import reasons
from demux_core.strategies.base import Strategy
from demux_core.strategies.random import choose

STRATEGY = Strategy(
    name="gold",
    title="GOLD",
    plain_title="Labelled target texts: the ceiling",
    summary="Draws labelled texts in the target language itself: the ceiling to compare with.",
    kind="ceiling",
    order=310,
    color="",
    needs=frozenset({"gold"}),
    choose=choose,
    explain=lambda selection, seed, like: (
        [f"{reasons.drawn(seed)} from the labelled target data"] * len(selection)
    ),
    options={"gold": None},
)

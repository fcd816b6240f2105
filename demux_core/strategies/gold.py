"""GOLD: labelled data of the target language itself, the upper bound. Rows index into that data."""

from demux_core.strategies.base import Strategy
from demux_core.strategies.random import choose

STRATEGY = Strategy(
    name="gold",
    title="GOLD",
    summary="Draws labelled texts of the target language itself: the ceiling, if there were such data.",
    needs=frozenset({"gold"}),
    choose=choose,
    options=("gold",),
)

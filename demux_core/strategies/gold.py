"""GOLD: labelled data of the target language itself, the upper bound. Rows index into that data."""

from demux_core.strategies.base import Strategy
from demux_core.strategies.random import choose

STRATEGY = Strategy(
    name="gold",
    title="GOLD",
    summary="Picks labelled target-language points at random: what could be had if such data existed.",
    needs=frozenset({"gold"}),
    choose=choose,
    options=("gold",),
)

"""How strategies are called, ordered and coloured wherever they are shown."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from demux_core.charts.colors import PALETTE
from demux_core.experiments.results_table import EN_FT
from demux_core.strategies import STRATEGIES

if TYPE_CHECKING:
    pass


GOLD, RANDOM = "gold", "random"


# Of the palette the eight that stay furthest apart for full, protan and deutan vision. Lines and marks differ
# too: DeMuX strategies are drawn through, with filled marks; the others are dotted, with open ones.
STRATEGY_COLORS = {
    "knn_uncertainty": PALETTE[0],
    "average_dist": PALETTE[2],
    "uncertainty": PALETTE[7],
    "uncertainty_knn": PALETTE[3],
    "random": PALETTE[11],
    "egalitarian": PALETTE[9],
    "litmus": PALETTE[5],
    "same_distribution": PALETTE[1],
}


ORDER = (*STRATEGY_COLORS, GOLD, EN_FT)


def strategy_title(name: str) -> str:
    """The name of a strategy as people read it."""
    return STRATEGIES[name].title if name in STRATEGIES else name.upper().replace("_", "-")


def in_order(names: Iterable[str]) -> list[str]:
    """Strategies as every chart and table lists them: DeMuX, baselines, GOLD, EN-FT, then others."""
    return sorted(set(names), key=lambda name: (ORDER.index(name) if name in ORDER else len(ORDER), name))

"""RANDOM: the baseline that every strategy has to beat."""

import numpy as np

from demux_core.base.palette import PALETTE
from demux_core.strategies import reasons
from demux_core.strategies.base import Query, Rows, Scores, Strategy


def choose(query: Query) -> tuple[Rows, Scores]:
    """Take the first ``budget`` of the shuffled free rows."""
    return query.shuffled()[: query.budget], np.zeros(query.budget)


STRATEGY = Strategy(
    name="random",
    title="RANDOM",
    plain_title="At random: the baseline",
    summary="Draws pool texts at random, whatever the language, target or model: the baseline to beat.",
    kind="baseline",
    order=110,
    color=PALETTE[11],
    needs=frozenset(),
    choose=choose,
    explain=lambda selection, seed, like: [reasons.drawn(seed)] * len(selection),
    usual=True,
    nested=True,
)

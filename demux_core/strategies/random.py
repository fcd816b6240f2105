"""RANDOM: the baseline that every strategy has to beat."""

import numpy as np

from demux_core.strategies.base import Query, Rows, Scores, Strategy


def choose(query: Query) -> tuple[Rows, Scores]:
    """The first ``budget`` of the shuffled free rows."""
    return query.shuffled()[: query.budget], np.zeros(query.budget)


STRATEGY = Strategy(
    name="random",
    title="RANDOM",
    summary="Draws source texts at random, blind to language, target and model: the baseline to beat.",
    needs=frozenset(),
    choose=choose,
)

"""AVERAGE-DIST: the pool rows nearest to the target sample as a whole."""

from demux_core.base.palette import PALETTE
from demux_core.strategies import reasons
from demux_core.strategies.base import Query, Rows, Scores, Strategy
from demux_core.strategies.checks import vectors


def _choose(query: Query) -> tuple[Rows, Scores]:
    from demux_core.strategies.mean_distances import nearest_on_average

    pool, target = vectors(query)
    rows, distances = nearest_on_average(pool, target, query.budget, query.free, query.advance)
    return rows, 0.0 - distances


STRATEGY = Strategy(
    name="average_dist",
    title="AVERAGE-DIST",
    plain_title="Close to the whole target sample",
    summary="Takes the pool texts whose meaning is closest, on average, to all target texts.",
    kind="demux",
    order=20,
    color=PALETTE[2],
    needs=frozenset({"embeddings", "target"}),
    choose=_choose,
    explain=lambda selection, seed, like: reasons.mean_distance_phrases(selection),
    usual=True,
    nested=True,
)

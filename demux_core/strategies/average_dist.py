"""AVERAGE-DIST: the pool rows nearest to the target sample as a whole."""

import numpy as np

from demux_core.base.palette import PALETTE
from demux_core.strategies import reasons
from demux_core.strategies.base import Query, Rows, Scores, Strategy
from demux_core.strategies.checks import target_vectors, vectors
from demux_core.strategies.parts import Parts, Vectors


def _choose(query: Query) -> tuple[Rows, Scores]:
    from demux_core.strategies.mean_distances import nearest_on_average

    pool, target = vectors(query)
    rows, distances = nearest_on_average(pool, target, query.budget, query.free, query.advance)
    return rows, 0.0 - distances


def _choose_in_parts(query: Query, parts: Parts) -> tuple[Rows, Scores]:
    """The best of the best of every part."""
    target = target_vectors(query)
    found = [
        (part[rows], distances)
        for part, (rows, distances) in parts.map(_nearest_of, query, query.free, target, query.budget)
    ]
    rows, distances = (np.concatenate(column) for column in zip(*found, strict=True))
    best = np.lexsort((rows, distances))[: query.budget]
    return rows[best], 0.0 - distances[best]


def _nearest_of(vectors: Vectors, target: Vectors, count: int) -> tuple[Rows, Scores]:
    from demux_core.strategies.mean_distances import nearest_on_average

    return nearest_on_average(vectors, target, min(count, len(vectors)), np.arange(len(vectors)))


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
    choose_in_parts=_choose_in_parts,
    explain=lambda selection, seed, like: reasons.mean_distance_phrases(selection),
    usual=True,
    nested=True,
)

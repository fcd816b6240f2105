"""Votes of target words for the pool words nearest to them.

After NN-Rank (arXiv 2510.03202), which ranks source languages by such votes; here they fall on points.
"""

from dataclasses import dataclass

import numpy as np

from demux_core.strategies import checks
from demux_core.strategies.base import Query, Rows
from demux_core.strategies.cosine import UnitRows, centred_units, mean_of, units_from

NEIGHBORS = 5


@dataclass(frozen=True, eq=False)
class Votes:
    """Every target word's votes for rows of the pool.

    Args:
        voters: (v,) the target word of each vote.
        rows: (v,) the pool row that it is for.
        count: number of target words.
        lengths: (n,) words of each pool row.
    """

    voters: Rows
    rows: Rows
    count: int
    lengths: Rows


def word_votes(query: Query) -> Votes:
    """Let each target word vote for its 5 nearest words of free pool rows (cosine of centred vectors)."""
    from demux_core.strategies.neighbors import nearest

    (pool, offsets), (target, _) = checks.words(query)
    lengths = np.diff(offsets)
    row_of_word = np.repeat(np.arange(len(lengths)), lengths)
    free = np.zeros(len(lengths), dtype=bool)
    free[query.free] = True
    candidates = np.flatnonzero(free[row_of_word])
    if not len(candidates):  # only rows without words are free
        return Votes(candidates, candidates, len(target), lengths)
    mean, k = mean_of(pool), min(NEIGHBORS, len(candidates))
    pool_units = UnitRows(pool, mean, candidates if len(candidates) < len(pool) else None)
    _, neighbors = nearest(units_from(target, mean), pool_units, k, query.advance)
    voters = np.repeat(np.arange(len(target)), neighbors.shape[1])
    return Votes(voters, row_of_word[candidates[neighbors.ravel()]], len(target), lengths)


def voted_rows(query: Query) -> Rows:
    """Return the pool rows voted for, (v,): by target words where there are words, else by target points.

    A point votes for its 5 nearest pool points.
    """
    from demux_core.strategies.neighbors import nearest

    vectors = checks.vectors(query)
    if query.pool.words is not None:
        return word_votes(query).rows
    pool, target = centred_units(*vectors)
    k = min(NEIGHBORS, len(query.free))
    _, neighbors = nearest(target, pool[query.free], k, query.advance)
    return query.free[neighbors.ravel()]

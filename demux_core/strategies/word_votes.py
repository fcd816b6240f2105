"""Votes of target words for the pool words nearest to them, and the sentences that the votes choose.

After NN-Rank (arXiv 2510.03202), which ranks source languages by such votes; here they fall on points.
"""

import heapq
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from demux_core.strategies import checks
from demux_core.strategies.base import Query, Rows, Scores
from demux_core.strategies.cosine import UnitRows, Vectors, centred_units, mean_of, units_from
from demux_core.strategies.reach import Reach
from demux_core.strategies.selection import Selection

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
    """Let each target word vote for its 5 nearest words of free pool rows (cosine of centred vectors).

    A word without a vector, as one beyond the model's length, neither votes nor is voted for.
    """
    from demux_core.strategies.neighbors import nearest

    (pool, offsets), (target, _) = checks.words(query)
    lengths = np.diff(offsets)
    row_of_word = np.repeat(np.arange(len(lengths)), lengths)
    free = np.zeros(len(lengths), dtype=bool)
    free[query.free] = True
    candidates, voting = np.flatnonzero(free[row_of_word] & _known(pool)), np.flatnonzero(_known(target))
    if not len(candidates):  # only rows without words are free
        return Votes(candidates, candidates, len(target), lengths)
    mean, k = mean_of(pool), min(NEIGHBORS, len(candidates))
    pool_units = UnitRows(pool, mean, candidates if len(candidates) < len(pool) else None)
    # In a sample drawn with replacement, words occur several times.
    distinct, which = np.unique(target[voting], axis=0, return_inverse=True)
    neighbors = nearest(units_from(distinct, mean), pool_units, k, query.advance)[1][which.ravel()]
    voters = np.repeat(voting, neighbors.shape[1])
    return Votes(voters, row_of_word[candidates[neighbors.ravel()]], len(target), lengths)


def drawn_votes(votes: Votes, offsets: Rows, rows: Rows) -> tuple[Votes, Rows]:
    """The votes of a sample of target rows, without another search for neighbours.

    Args:
        votes: of all target words.
        offsets: (m + 1,) where the words of each target row begin.
        rows: (k,) the sample: target rows, some of them several times.

    Returns:
        The votes of the sample's words, of which those of a row drawn twice vote twice, and (w,) the target
        word that each of these is.
    """
    starts = np.searchsorted(votes.voters, offsets)
    lengths = np.diff(starts)[rows]
    copies = np.repeat(np.arange(len(rows)), lengths)
    ends = np.cumsum(lengths)
    taken = np.arange(len(copies)) - np.repeat(ends - lengths, lengths) + starts[rows][copies]
    words, voters = np.unique(copies * votes.count + votes.voters[taken], return_inverse=True)
    return Votes(voters, votes.rows[taken], len(words), votes.lengths), words % max(votes.count, 1)


def _known(words: Vectors) -> NDArray[np.bool_]:
    """(w,) whether each word has a vector, which is not zero."""
    known: NDArray[np.bool_] = words[:, 0] != 0
    known[~known] = np.any(words[~known], axis=1)
    return known


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


@dataclass(frozen=True, eq=False)
class Weights:
    """How much words and sentences count.

    Args:
        voters: (w,) of the target words, 0 or more.
        rows: (n,) of the pool's sentences, 0 or more.
    """

    voters: Scores
    rows: Scores


def most_voted(query: Query, weights: Weights | None = None) -> tuple[Rows, Scores]:
    """Take the sentence with the highest score, again and again; ties by lower row.

    The score of a sentence is the sum of the weights of its votes over the square root of its length, times
    its own weight. Each time one of a target word's votes is served, the word's weight is halved. Rows
    without a vote that counts come last, drawn. All weights are 1 unless given.
    """
    return _filled(query, word_votes(query), weights)


def most_voted_by_samples(
    query: Query, samples: Mapping[int, Rows], weights: Weights | None = None
) -> list[tuple[Rows, Scores]]:
    """Return what ``most_voted`` takes for samples of the target, given as seed -> target rows."""
    whole, offsets = word_votes(query), checks.words(query)[1][1]
    chosen = list[tuple[Rows, Scores]]()
    for seed, rows in samples.items():
        votes, words = drawn_votes(whole, offsets, rows)
        of_sample = weights and Weights(weights.voters[words], weights.rows)
        chosen.append(_filled(replace(query, seed=seed), votes, of_sample))
    return chosen


def _filled(query: Query, votes: Votes, weights: Weights | None) -> tuple[Rows, Scores]:
    """Return the most voted rows, and then drawn ones."""
    rows, scores = ranked(votes, query.budget, weights)
    taken = set(rows)
    rest = [row for row in query.shuffled(query.strategy).tolist() if row not in taken]
    missing = query.budget - len(rows)
    return np.array([*rows, *rest[:missing]], dtype=np.int64), np.array([*scores, *[0.0] * missing])


def ranked(votes: Votes, budget: int, weights: Weights | None = None) -> tuple[list[int], list[float]]:
    """Return up to ``budget`` rows whose votes count more than 0, best first, and their scores."""
    order = np.argsort(votes.rows, kind="stable")
    voted, starts = np.unique(votes.rows[order], return_index=True)
    voters_of = dict(zip(voted.tolist(), np.split(votes.voters[order], starts[1:]), strict=True))
    weights = weights or Weights(np.ones(votes.count), np.ones(len(votes.lengths)))
    of_words = weights.voters.astype(np.float64)
    factors = weights.rows / np.sqrt(np.maximum(votes.lengths, 1))

    def score(row: int) -> float:
        return float(of_words[voters_of[row]].sum() * factors[row])

    # Weights of words only shrink, so an earlier score is an upper bound.
    heap = [(-first, row, -1) for row in voters_of if (first := score(row)) > 0]
    heapq.heapify(heap)
    rows, scores = list[int](), list[float]()
    while heap and len(rows) < budget:
        negative, row, step = heapq.heappop(heap)
        if step < len(rows):
            heapq.heappush(heap, (-score(row), row, len(rows)))
            continue
        rows.append(row)
        scores.append(-negative)
        np.multiply.at(of_words, voters_of[row], 0.5)
    return rows, scores


def nearest_words(selection: Selection, row: int, labelled: Rows) -> Reach | None:
    """The step in which the row was chosen, and the target text with the word nearest to one of its words."""
    if not selection.place_of(row) or selection.target is None:
        return None
    assert selection.pool.words is not None
    assert selection.target.words is not None
    (pool, offsets), (target, of_target) = selection.pool.words, selection.target.words
    own = pool[offsets[row] : offsets[row + 1]]
    own = own[_known(own)]
    if not len(own):  # drawn, as no word votes for it
        return None
    mean = mean_of(pool)
    cosines = units_from(target, mean).astype(np.float64) @ units_from(own, mean).astype(np.float64).T
    word = int(np.argmax(np.where(_known(target), cosines.max(axis=1), -np.inf)))
    return Reach(int(np.searchsorted(of_target, word, side="right")) - 1, step=selection.place_of(row))

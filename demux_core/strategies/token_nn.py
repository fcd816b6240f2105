"""TOKEN-NN: sentences with the words that are nearest to the words of the target sample."""

import heapq

import numpy as np

from demux_core.base.palette import PALETTE
from demux_core.strategies import reasons
from demux_core.strategies.base import Query, Rows, Scores, Selection, Strategy
from demux_core.strategies.cosine import mean_of, units_from
from demux_core.strategies.reach import Reach
from demux_core.strategies.word_votes import Votes, word_votes


def _choose(query: Query) -> tuple[Rows, Scores]:
    """Take the sentence with the highest score, again and again; ties by lower row.

    The score of a sentence is the sum of the weights of its votes over the square root of its length. Each
    time one of a target word's votes is served, its weight is halved. Rows without a vote come last, drawn.
    """
    votes = word_votes(query)
    rows, scores = ranked(votes, query.budget)
    voted = set(votes.rows.tolist())
    rest = [row for row in query.shuffled(query.strategy).tolist() if row not in voted]
    missing = query.budget - len(rows)
    return np.array([*rows, *rest[:missing]], dtype=np.int64), np.array([*scores, *[0.0] * missing])


def ranked(votes: Votes, budget: int) -> tuple[list[int], list[float]]:
    """Return up to ``budget`` rows that have a vote, best first, and their scores."""
    order = np.argsort(votes.rows, kind="stable")
    voted, starts = np.unique(votes.rows[order], return_index=True)
    voters_of = dict(zip(voted.tolist(), np.split(votes.voters[order], starts[1:]), strict=True))
    weights = np.ones(votes.count)
    # Weights only shrink, so an earlier score is an upper bound.
    heap = [(-_score(row, voters, weights, votes), row, -1) for row, voters in voters_of.items()]
    heapq.heapify(heap)
    rows, scores = list[int](), list[float]()
    while heap and len(rows) < budget:
        negative, row, step = heapq.heappop(heap)
        if step < len(rows):
            heapq.heappush(heap, (-_score(row, voters_of[row], weights, votes), row, len(rows)))
            continue
        rows.append(row)
        scores.append(-negative)
        np.multiply.at(weights, voters_of[row], 0.5)
    return rows, scores


def _score(row: int, voters: Rows, weights: Scores, votes: Votes) -> float:
    return float(weights[voters].sum() / np.sqrt(votes.lengths[row]))


def _reached(selection: Selection, row: int, labelled: Rows) -> Reach | None:
    """The step in which the row was chosen, and the target text with the word nearest to one of its words."""
    if not selection.place_of(row) or selection.target is None:
        return None
    assert selection.pool.words is not None
    assert selection.target.words is not None
    (pool, offsets), (target, of_target) = selection.pool.words, selection.target.words
    own = pool[offsets[row] : offsets[row + 1]]
    if not len(own):  # drawn, as no word votes for it
        return None
    mean = mean_of(pool)
    cosines = units_from(target, mean).astype(np.float64) @ units_from(own, mean).astype(np.float64).T
    word = int(np.argmax(cosines.max(axis=1)))
    return Reach(int(np.searchsorted(of_target, word, side="right")) - 1, step=selection.place_of(row))


def _explain(selection: Selection, seed: int, like: str) -> list[str]:
    return [
        f"its words are near to words of the target (score {score:.2f})" if score else reasons.drawn(seed)
        for score in selection.scores.tolist()
    ]


STRATEGY = Strategy(
    name="token_nn",
    title="TOKEN-NN",
    plain_title="Words near the target's words",
    summary="Takes sentences with many words that are used like words of the target texts.",
    kind="target_aware",
    order=60,
    color=PALETTE[4],
    needs=frozenset({"target", "words"}),
    choose=_choose,
    explain=_explain,
    reached=_reached,
    nested=True,
)

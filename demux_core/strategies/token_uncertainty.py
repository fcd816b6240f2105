"""TOKEN-UNCERTAINTY: TOKEN-NN, where what the model is unsure about counts more."""

from collections.abc import Mapping

import numpy as np

from demux_core.strategies import checks, reasons
from demux_core.strategies.base import Query, Rows, Scores, Strategy
from demux_core.strategies.selection import Selection
from demux_core.strategies.word_votes import Weights, most_voted, most_voted_by_samples, nearest_words


def _choose(query: Query) -> tuple[Rows, Scores]:
    """Take the most voted sentences by ``weights``."""
    return most_voted(query, weights(query))


def _choose_by_samples(query: Query, samples: Mapping[int, Rows]) -> list[tuple[Rows, Scores]]:
    return most_voted_by_samples(query, samples, weights(query))


def weights(query: Query) -> Weights:
    """A target word counts 1 minus the margin of the model's decision on it.

    A sentence counts as much as the share of the pool that is at most as uncertain.
    """
    pool = checks.uncertainty(query)
    at_most = np.searchsorted(np.sort(pool), pool, side="right")
    return Weights(1 + checks.target_word_uncertainty(query).astype(np.float64), at_most / len(pool))


def _explain(selection: Selection, seed: int, like: str) -> list[str]:
    near, drawn = "its words are near to target words that the model is unsure about", reasons.drawn(seed)
    unsure = reasons.uncertainty_phrases(selection)
    return [
        f"{near}; {phrase}" if score else drawn
        for score, phrase in zip(selection.scores, unsure, strict=True)
    ]


STRATEGY = Strategy(
    name="token_uncertainty",
    title="TOKEN-UNCERTAINTY",
    plain_title="Words the model is unsure about",
    summary="As TOKEN-NN, but words and sentences count more where the model is unsure about them.",
    kind="target_aware",
    order=65,
    color="#8C6D1F",  # the palette's twelve are taken
    needs=frozenset({"target", "uncertainty", "words", "word_uncertainty"}),
    choose=_choose,
    choose_by_samples=_choose_by_samples,
    explain=_explain,
    reached=nearest_words,
    nested=True,
)

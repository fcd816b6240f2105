"""EGALITARIAN: the same number of texts from every language."""

import numpy as np

from demux_core.base.palette import PALETTE
from demux_core.strategies import reasons
from demux_core.strategies.allocation import occurrences
from demux_core.strategies.base import Query, Rows, Scores, Strategy
from demux_core.strategies.checks import languages


def _choose(query: Query) -> tuple[Rows, Scores]:
    """Take one row of each language in turn, skipping a language that has none left."""
    names, codes = np.unique(np.asarray(languages(query), dtype=str), return_inverse=True)
    rows = query.shuffled(query.strategy)
    # The language with the fewest labelled rows comes first, so that remainders even out over rounds.
    labelled = np.bincount(codes[query.labelled], minlength=len(names))
    turn = np.empty(len(names), dtype=np.int64)
    lot = np.random.default_rng(query.seed).permutation(len(names))
    turn[np.lexsort((lot, labelled))] = np.arange(len(names))
    dealt = np.lexsort((turn[codes[rows]], occurrences(codes[rows])))
    return rows[dealt[: query.budget]], np.zeros(query.budget)


STRATEGY = Strategy(
    name="egalitarian",
    title="EGALITARIAN",
    plain_title="At random, evenly by language",
    summary="Draws the same number of pool texts at random from every language.",
    kind="baseline",
    order=120,
    color=PALETTE[9],
    needs=frozenset({"languages"}),
    choose=_choose,
    explain=lambda selection, seed, like: reasons.drawn_phrases(
        selection, seed, "spread as evenly as possible across languages"
    ),
    usual=True,
    nested=True,
)

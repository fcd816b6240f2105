"""NN-LANG: random texts of the nearest languages. Are the texts good, or only their languages?"""

from collections import Counter

import numpy as np

from demux_core.base.palette import PALETTE
from demux_core.strategies import reasons
from demux_core.strategies.allocation import draw, within_supply
from demux_core.strategies.base import Query, Rows, Scores, Strategy
from demux_core.strategies.checks import languages
from demux_core.strategies.selection import Selection
from demux_core.strategies.word_votes import voted_rows

TOP = 3


def _choose(query: Query) -> tuple[Rows, Scores]:
    """Draw from the three languages with the most votes, in proportion to these.

    What a language cannot give goes to the next ones in the order of votes.
    """
    return draw_nearest(query, voted_rows(query))


def draw_nearest(query: Query, voted: Rows) -> tuple[Rows, Scores]:
    """Draw from the languages of the rows ``voted`` for, (v,)."""
    codes = np.asarray(languages(query), dtype=str)
    votes = dict(Counter(codes[voted].tolist()))
    ranked = sorted(votes, key=lambda code: (-votes[code], code))
    names, counts = np.unique(codes[query.free], return_counts=True)
    supply = dict(zip(names.tolist(), counts.tolist(), strict=True))
    order = [*ranked, *(code for code in sorted(supply) if code not in votes)]
    shares = {code: votes[code] for code in ranked[:TOP]}
    return draw(query, within_supply(shares, query.budget, supply, order)), np.zeros(query.budget)


def _explain(selection: Selection, seed: int, like: str) -> list[str]:
    return reasons.drawn_phrases(selection, seed, "a language near the target")


STRATEGY = Strategy(
    name="nn_lang",
    title="NN-LANG",
    plain_title="At random in the nearest languages",
    summary="Draws texts at random from the three languages that are nearest to the target sample.",
    kind="control",
    order=220,
    color=PALETTE[10],
    needs=frozenset({"embeddings", "target", "languages"}),
    choose=_choose,
    explain=_explain,
)

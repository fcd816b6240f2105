"""SAME-DISTRIBUTION: do the texts matter, or only their languages? The paper's ablation."""

from dataclasses import replace

import numpy as np

from demux_core.base.errors import InputError
from demux_core.base.palette import PALETTE
from demux_core.strategies import reasons
from demux_core.strategies.allocation import draw
from demux_core.strategies.base import Query, Rows, Scores, Selection, Strategy

LIKE = "knn_uncertainty"


def _choose(query: Query) -> tuple[Rows, Scores]:
    from demux_core.strategies import find_strategy

    like = query.options.get("like", LIKE)
    if isinstance(like, str):
        other = find_strategy(like)
        if other.copies_mix or other.uses_gold:
            raise InputError(f"like must be another strategy or its Selection, got {like!r}; name one")
        like = Selection(like, *other.choose(replace(query, strategy=other.name, options={})), query.pool)
    counts = like.language_counts() if isinstance(like, Selection) else like
    if not counts:
        raise InputError(
            f"{query.strategy} needs the language of every selected row, got none; add a column `lang`"
        )
    return draw(query, counts), np.zeros(query.budget)


STRATEGY = Strategy(
    name="same_distribution",
    title="SAME-DISTRIBUTION",
    plain_title="At random, in another's languages",
    summary="Draws at random as many texts per language as another strategy chose, to show what its "
    "languages alone achieve.",
    kind="control",
    order=210,
    color=PALETTE[1],
    needs=frozenset({"embeddings", "target", "uncertainty", "languages"}),
    choose=_choose,
    explain=lambda selection, seed, like: reasons.drawn_phrases(
        selection, seed, f"as many as {like or 'the other strategy'} chose"
    ),
    options={"like": LIKE},
)

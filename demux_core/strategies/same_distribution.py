"""SAME-DISTRIBUTION: is it the points or only their languages? The paper's ablation."""

import numpy as np

from demux_core.base.errors import InputError
from demux_core.base.palette import PALETTE
from demux_core.strategies import reasons
from demux_core.strategies.allocation import draw
from demux_core.strategies.base import Query, Rows, Scores, Selection, Strategy

LIKE = "knn_uncertainty"


def _choose(query: Query) -> tuple[Rows, Scores]:
    from demux_core.strategies import select

    like = query.options.get("like", LIKE)
    if like == "same_distribution":
        raise InputError("like must be another strategy or its Selection, got 'same_distribution'")
    if isinstance(like, str):
        like = select(like, query.pool, query.target, query.budget, seed=query.seed, labelled=query.labelled)
    counts = like.language_counts() if isinstance(like, Selection) else like
    if not counts:
        raise InputError("same_distribution needs the language of every selected row; add a column `lang`")
    return draw(query, counts), np.zeros(query.budget)


STRATEGY = Strategy(
    name="same_distribution",
    title="SAME-DISTRIBUTION",
    short="At random, in another strategy's languages",
    summary="Draws at random as many texts per language as another strategy took, to see if only the "
    "languages matter.",
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

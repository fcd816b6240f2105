"""SAME-DISTRIBUTION: do the texts matter, or only their languages? The paper's ablation."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from demux_core.base.errors import InputError
from demux_core.base.palette import PALETTE
from demux_core.strategies import reasons
from demux_core.strategies.allocation import draw
from demux_core.strategies.base import Query, Rows, Scores, Strategy
from demux_core.strategies.selection import Selection

LIKE = "knn_uncertainty"


def copied_strategy(name: str) -> Strategy:
    """The strategy whose language mix is to be copied.

    Raises:
        InputError: there is none of that name, or it does not choose from the pool by itself.
    """
    from demux_core.strategies import find_strategy

    copied = find_strategy(name)
    if copied.copies_mix or copied.needs_user_input:
        raise InputError(
            f"a language mix can only be copied from a strategy that chooses from the pool by itself, got "
            f"{name!r}; name another one, for instance {LIKE}"
        )
    return copied


def _choose(query: Query) -> tuple[Rows, Scores]:
    like = query.options.get("like", LIKE)
    if isinstance(like, str):
        other = copied_strategy(like)
        like = Selection(like, *other.choose(replace(query, strategy=other.name, options={})), query.pool)
    if not isinstance(like, Selection | Mapping):
        raise InputError(
            f"like must be a strategy, a Selection or a number of texts per language, got {like!r}; give one"
        )
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

"""A strategy in one file, as somebody might add it: the longest texts first."""

import numpy as np

from demux_core.strategies.base import Query, Rows, Scores, Strategy
from demux_core.strategies.selection import Selection


def _lengths(query: Query) -> np.ndarray:
    texts = query.pool.texts or query.pool.ids
    return np.array([len(texts[row]) for row in query.free], dtype=np.float64)


def _choose(query: Query) -> tuple[Rows, Scores]:
    lengths = _lengths(query)
    order = np.argsort(-lengths, kind="stable")[: query.budget]
    return query.free[order], lengths[order]


def _explain(selection: Selection, seed: int, like: str) -> list[str]:
    return [f"{score:.0f} characters long" for score in selection.scores]


STRATEGY = Strategy(
    name="longest_first",
    title="LONGEST-FIRST",
    plain_title="The longest texts",
    summary="Takes the longest pool texts.",
    kind="target_aware",
    order=15,
    color="#123456",
    needs=frozenset(),
    choose=_choose,
    explain=_explain,
    usual=True,
)

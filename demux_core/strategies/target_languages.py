"""The languages of a target sample, and a strategy that is asked for one of them at a time."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from demux_core.base.errors import InputError
from demux_core.base.languages import UNKNOWN
from demux_core.modelling.encoding import Encoding
from demux_core.strategies.base import Query, Rows, Scores

Choose = Callable[[Query], tuple[Rows, Scores]]


def rows_by_language(target: Encoding) -> dict[str, Rows]:
    """Target language -> rows of the target sample, by code.

    Raises:
        InputError: the language of a target text is not known.
    """
    codes: Sequence[str] = [UNKNOWN] * len(target) if target.languages is None else target.languages
    if unknown := sum(code == UNKNOWN for code in codes):
        raise InputError(
            "a split over target languages needs the language of every target text, got "
            f"{unknown:,} of {len(codes):,} unknown; add a column `lang` to the target sample"
        )
    values = np.asarray(codes, dtype=str)
    return {str(code): np.flatnonzero(values == code) for code in np.unique(values)}


def choose_for(choose: Choose, query: Query, rows: Rows, budget: int, taken: Rows) -> tuple[Rows, Scores]:
    """What a strategy chooses if the target sample is only some of its rows.

    Args:
        choose: the strategy.
        query: for the whole target sample.
        rows: of the target sample.
        budget: number of pool rows to choose.
        taken: pool rows that count as labelled, besides those of ``query``.
    """
    assert query.target is not None
    return choose(
        replace(
            query,
            budget=budget,
            target=query.target.take(rows),
            labelled=np.union1d(query.labelled, taken),
            free=np.setdiff1d(query.free, taken, assume_unique=True),
        )
    )

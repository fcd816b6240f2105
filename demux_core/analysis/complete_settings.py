"""Which setting of a table of results to show first: one in which no curve lacks a budget."""

from collections.abc import Sequence

import pandas as pd

from demux_core.strategies import EN_FT


def most_complete(results: pd.DataFrame, columns: Sequence[str]) -> dict[str, str]:
    """Return column -> value of the setting whose strategies have scores at most of its budgets.

    Args:
        results: a row for each score.
        columns: those that name a setting.

    Returns:
        the first setting, in the order of the table, of those that lack the smallest share.
    """
    scored = results[results["strategy"] != EN_FT]
    if scored.empty:
        return {}
    best, most = {}, -1.0
    for values, rows in scored.groupby(list(columns), sort=False):
        cells = rows[["strategy", "budget"]].drop_duplicates()
        share = len(cells) / (cells["strategy"].nunique() * cells["budget"].nunique())
        if share > most:
            best, most = dict(zip(columns, map(str, values), strict=True)), share
    return best

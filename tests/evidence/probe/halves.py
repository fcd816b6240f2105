"""How much of the best strategy's lead is luck: one half of the test takes a strategy, the other judges it.

Nobody can tell in advance which strategy a test happens to favour. So AUTO is compared with someone who has
seen the scores of all strategies on the other half of the test.
"""

from collections.abc import Sequence

import pandas as pd

from tests.evidence.probe import automatic
from tests.evidence.probe.tables import scores

HALVES = ("even", "odd")
_KEY = ["corpus", "target", "budget"]


def judged(task: str, names: Sequence[str]) -> pd.DataFrame:
    """Return scores on halves of the test, for every left-out target and budget.

    Args:
        task: name of the task.
        names: of its corpora.

    Returns:
        corpus, target, budget, auto (the score of AUTO's strategy on a half), informed (that of the strategy
        with the highest score on the other half), best (the highest score).
    """
    table = pd.concat([scores(name) for name in names])
    table = table.pivot_table(index=_KEY, columns="strategy", values=list(HALVES))
    lines = []
    for cell in automatic.cells(task).itertuples():
        key = (cell.corpus, cell.target, cell.budget)
        candidates = [name for name in automatic.CANDIDATES if (HALVES[0], name) in table]
        own = {half: table.loc[key, half].reindex(candidates).dropna() for half in HALVES}
        for here, there in (HALVES, HALVES[::-1]):
            informed = own[there].idxmax()
            lines.append((*key, own[here][cell.strategy], own[here][informed], own[here].max()))
    return pd.DataFrame(lines, columns=[*_KEY, "auto", "informed", "best"])


def near_best(table: pd.DataFrame, column: str) -> float:
    """Return the share of cells in which a column is within a point of the best."""
    return float((table["best"] - table[column] <= automatic.NEAR_BEST).mean())


def lead(table: pd.DataFrame) -> "pd.Series[float]":
    """Return by how many points being informed is better than AUTO, for every target."""
    return (table["informed"] - table["auto"]).groupby([table["corpus"], table["target"]]).mean()

"""How the strategies did in the paper's published runs."""

from functools import cache

from demux_core.analysis.published_tables import PUBLISHED
from demux_core.experiments.results_table import load_results
from demux_core.strategies import RANDOM
from demux_core.strategies.display import is_ceiling, strategy_title


@cache
def published_wins() -> dict[str, tuple[int, int]]:
    """Return strategy -> comparisons won against RANDOM, and all comparisons, at small budgets."""
    runs = load_results(PUBLISHED / "runs.csv")
    runs = runs[runs["experiment"] == "low_budget"]
    cells = ["dataset", "target_language", "budget"]
    wide = runs.pivot_table(index=cells, columns="strategy", values="score", aggfunc="mean")
    compared = wide.drop(columns=[RANDOM, *(name for name in wide if is_ceiling(str(name)))])
    differences = compared.sub(wide[RANDOM], axis=0)
    return {str(name): (int((column > 0).sum()), int(column.count())) for name, column in differences.items()}


def published_share(strategy: str) -> float:
    """Return the share of published comparisons with RANDOM that a strategy won."""
    won, comparisons = published_wins()[strategy]
    return won / comparisons


def published_sentence(strategy: str) -> str:
    """Say how a strategy did in the published runs; without a full stop."""
    won, comparisons = published_wins()[strategy]
    return f"{strategy_title(strategy)} beat random texts in {won} of {comparisons} comparisons"

"""The analyses of finished experiments in words: differences, texts against languages, the premise."""

from math import isnan

import pandas as pd

from demux_core.analysis.correlation import correlation_interval
from demux_core.analysis.intervals import is_significant
from demux_core.base.plurals import counted
from demux_core.explain.number_format import format_interval, format_points, true_minus
from demux_core.strategies import EN_FT
from demux_core.strategies.display import in_order, strategy_title

_LEVEL = 0.05  # of significance
_STRONG = 0.3  # a weaker correlation explains less than a tenth of the variance
_MOST = 0.5  # of the neighbourhood sizes: one alone may look clear by chance


def readable_differences(differences: pd.DataFrame, experiment: str) -> pd.DataFrame:
    """The differences of one experiment, or of ``all``, for reading: a row a strategy, a column a budget.

    Args:
        differences: ``bootstrap.paired_differences``, of one experiment widened by
            ``intervals.widen_by_test_rows``; an asterisk marks a clear difference.
        experiment: one of its experiments.
    """
    rows = differences[(differences["experiment"] == experiment) & (differences["strategy"] != EN_FT)]
    names = in_order(rows["strategy"])
    shown = pd.DataFrame({"Strategy": [strategy_title(name) for name in names]})
    for budget, part in rows.groupby("budget"):
        cells = part.set_index("strategy").reindex(names).to_dict("records")
        shown[counted(int(str(budget)), "text")] = [
            _difference(cell["difference"], cell["low"], cell["high"]) for cell in cells
        ]
    return shown


def differences_sentence(differences: pd.DataFrame, experiment: str, baseline: str) -> str:
    """How many differences are clear, and how many chance alone would make look clear."""
    rows = differences[(differences["experiment"] == experiment) & (differences["strategy"] != EN_FT)]
    rows = rows[rows["low"].notna()]
    if rows.empty:
        return f"With only one seed, no difference from {strategy_title(baseline)} counts as clear."
    above, below = int((rows["low"] > 0).sum()), int((rows["high"] < 0).sum())
    by_chance = _LEVEL * len(rows)
    return (
        f"Of {len(rows):,} differences from {strategy_title(baseline)}, {above:,} "
        f"{'is' if above == 1 else 'are'} clearly above 0 and {below:,} clearly below; without any true "
        f"difference, about {max(by_chance, 0.1):.2g} would look clear by chance."
    )


def points_sentence(differences: pd.DataFrame, experiment: str, like: str) -> str:
    """Whether a strategy owes its score to its texts or only to their languages.

    Args:
        differences: the differences from ``same_distribution``.
        experiment: one of its experiments.
        like: the strategy whose language mix was copied.
    """
    rows = differences[(differences["experiment"] == experiment) & (differences["strategy"] == like)]
    above, below = int((rows["low"] > 0).sum()), int((rows["high"] < 0).sum())
    if not above and not below:
        verdict = "no difference is clear; its language mix alone may explain its score."
    elif above and below:
        verdict = f"clearly above at {above} and clearly below at {below} of {len(rows)} budgets."
    elif above:
        verdict = f"the texts matter, not only their languages (clear at {above} of {len(rows)} budgets)."
    else:
        verdict = f"the random texts do better (clear at {below} of {len(rows)} budgets)."
    return f"{strategy_title(like)} against random texts in the same languages: {verdict}"


def default_step(mix: pd.DataFrame) -> int:
    """The position of the (round, budget) to show first: the last of those with the most strategies.

    Args:
        mix: ``language_mix.mix_by_round``; its pairs count from 0 in ascending order.
    """
    strategies = mix.groupby(["round", "budget"])["strategy"].nunique().tolist()
    return max(i for i, count in enumerate(strategies) if count == max(strategies))


def premise_sentence(table: pd.DataFrame) -> str:
    """Whether the premise of KNN-UNCERTAINTY holds.

    Args:
        table: ``correlation.uncertainty_correlation``: k, r, p, n.
    """
    r, clear = table["r"].median(), (table["p"] < _LEVEL) & (table["r"] > 0)
    if isnan(r):
        return "The uncertainty does not vary here, so the premise cannot be tested."
    median, texts = true_minus(f"{r:.2f}"), int(table["n"].iloc[0])
    evidence = f"median r {median} over all neighbourhood sizes, {counted(texts, 'target text')}"
    if clear.all() and r >= _STRONG:
        return (
            f"**The premise of KNN-UNCERTAINTY holds here:** target texts near uncertain pool texts tend "
            f"to be uncertain as well ({evidence})."
        )
    if clear.mean() > _MOST:
        return (
            f"**The premise of KNN-UNCERTAINTY holds only weakly here:** the uncertainty of nearby pool "
            f"texts says little about that of a target text ({evidence})."
        )
    if correlation_interval(r, texts)[1] < _STRONG:
        return (
            f"**The premise of KNN-UNCERTAINTY does not hold here:** the uncertainty of nearby pool texts "
            f"says next to nothing about that of a target text ({evidence})."
        )
    return (
        f"**The premise of KNN-UNCERTAINTY is not shown here:** these are too few texts to tell whether the "
        f"uncertainty of nearby pool texts says anything about that of a target text ({evidence})."
    )


def premise_table(table: pd.DataFrame) -> pd.DataFrame:
    """The correlations for reading: neighbours, r, p."""
    p = ["" if isnan(value) else "< 0.001" if value < 0.001 else f"{value:.3f}" for value in table["p"]]
    r = ["does not vary" if isnan(value) else true_minus(f"{value:+.2f}") for value in table["r"]]
    return pd.DataFrame({"Nearest pool texts": table["k"].map("{:,}".format), "Correlation r": r, "p": p})


def _difference(mean: float, low: float, high: float) -> str:
    if isnan(mean):
        return ""
    if isnan(low):
        return f"{format_points(mean, '+')} (one seed)"
    clear = " \\*" if is_significant(low, high) else ""
    return f"{format_points(mean, '+')} ({format_interval(low, high)}){clear}"

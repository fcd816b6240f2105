"""What the analyses of finished experiments say, in words."""

from math import isnan

import pandas as pd

from demux_core.analysis.intervals import is_significant
from demux_core.strategies import EN_FT
from demux_core.strategies.display import in_order, strategy_title

_CLEAR = 0.05
_STRONG = 0.3  # a correlation below explains less than a tenth of what varies


def differences_table(found: pd.DataFrame, experiment: str) -> pd.DataFrame:
    """The differences of one experiment, or of ``all``: a row a strategy, a column a budget, in words.

    Args:
        found: ``bootstrap.paired_differences``, of one experiment widened by
            ``intervals.widen_by_test_rows``; an asterisk marks a significant difference.
        experiment: one of its experiments.
    """
    here = found[(found["experiment"] == experiment) & (found["strategy"] != EN_FT)]
    names = in_order(here["strategy"])
    shown = pd.DataFrame({"Strategy": [strategy_title(name) for name in names]})
    for budget, part in here.groupby("budget"):
        rows = part.set_index("strategy").reindex(names).to_dict("records")
        shown[f"{budget:,} points"] = [_interval(row["difference"], row["low"], row["high"]) for row in rows]
    return shown


def differences_sentence(found: pd.DataFrame, experiment: str, baseline: str) -> str:
    """How many differences are clear, and how many would be by chance."""
    here = found[(found["experiment"] == experiment) & (found["strategy"] != EN_FT)]
    here = here[here["low"].notna()]
    if here.empty:
        return f"With one seed no difference from {strategy_title(baseline)} can be called clear."
    above, below = int((here["low"] > 0).sum()), int((here["high"] < 0).sum())
    chance = _CLEAR * len(here)
    return (
        f"Of {len(here):,} differences from {strategy_title(baseline)}, {above:,} "
        f"{'is' if above == 1 else 'are'} clearly above 0 and {below:,} clearly below; were nothing there, "
        f"about {max(chance, 0.1):.2g} would look clear by chance."
    )


def points_sentence(found: pd.DataFrame, experiment: str, like: str) -> str:
    """Whether the points or their languages make a strategy good.

    Args:
        found: the differences from ``same_distribution``.
        experiment: one of its experiments.
        like: the strategy whose language mix was copied.
    """
    here = found[(found["experiment"] == experiment) & (found["strategy"] == like)]
    title = strategy_title(like)
    above, below = int((here["low"] > 0).sum()), int((here["high"] < 0).sum())
    if not above and not below:
        verdict = "no difference is clear: what this strategy buys, its language mix may buy alone."
    elif above > below:
        verdict = f"the points count, not only their languages (clear at {above} of {len(here)} budgets)."
    else:
        verdict = f"random points of these languages were better (clear at {below} of {len(here)} budgets)."
    return f"{title} against random points with its language counts: {verdict}"


def default_step(mix: pd.DataFrame) -> int:
    """Which (round, budget) of a language mix to begin with: the last of those with the most strategies.

    Args:
        mix: ``language_mix.mix_by_round``; its pairs count from 0 in ascending order.
    """
    there = mix.groupby(["round", "budget"])["strategy"].nunique().tolist()
    return max(i for i, count in enumerate(there) if count == max(there))


def premise_sentence(table: pd.DataFrame) -> str:
    """Whether the premise of KNN-UNCERTAINTY holds.

    Args:
        table: ``correlation.uncertainty_correlation``: k, r, p, n.
    """
    r, clear = table["r"].median(), (table["p"] < _CLEAR) & (table["r"] > 0)
    if isnan(r):
        return "The uncertainty does not vary here, so nothing can be said about the premise."
    about = f"median r {r:.2f} over the numbers of neighbours, {table['n'].iloc[0]:,} target points".replace(
        "-", "−"
    )
    if clear.all() and r >= _STRONG:
        return (
            f"**The premise of KNN-UNCERTAINTY holds here:** where pool points are uncertain, the target "
            f"points near them are, too ({about})."
        )
    if clear.any():
        return (
            f"**The premise of KNN-UNCERTAINTY holds only weakly here:** uncertain neighbours say a little "
            f"about the target's own uncertainty ({about})."
        )
    return (
        f"**The premise of KNN-UNCERTAINTY does not hold here:** uncertain neighbours say nothing about the "
        f"target's own uncertainty ({about}); a random choice of near points is as well founded."
    )


def premise_table(table: pd.DataFrame) -> pd.DataFrame:
    """The correlations in words: neighbours, r, p."""
    p = ["" if isnan(value) else "< 0.001" if value < 0.001 else f"{value:.3f}" for value in table["p"]]
    r = ["does not vary" if isnan(value) else f"{value:+.2f}".replace("-", "−") for value in table["r"]]
    return pd.DataFrame({"Nearest pool points": table["k"].map("{:,}".format), "Correlation r": r, "p": p})


def _interval(mean: float, low: float, high: float) -> str:
    if isnan(mean):
        return ""
    if isnan(low):
        return f"{mean:+.1f} (one seed)".replace("-", "−")
    clear = " \\*" if is_significant(low, high) else ""
    return f"{mean:+.1f} ({low:+.1f} to {high:+.1f}){clear}".replace("-", "−")

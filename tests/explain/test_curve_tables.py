"""Learning curves as tables."""

import pandas as pd

from demux_core.analysis.curves import aulc, curve, deltas
from demux_core.analysis.intervals import widen_by_test_rows
from demux_core.analysis.win_rates import win_rates
from demux_core.explain.curve_sentences import no_interval_sentence, win_rate_sentence
from demux_core.explain.curve_tables import curve_table, default_budget, reading_table, win_rate_table
from tests.helpers.make_results import learning, results


def table(frame: pd.DataFrame) -> pd.DataFrame:
    return curve_table(curve(frame), deltas(frame), aulc(frame))


def widened(frame: pd.DataFrame, low: float, high: float) -> pd.DataFrame:
    """``table`` of an experiment whose test rows give every difference from RANDOM one interval."""
    apart = deltas(frame)
    drawn = apart[["strategy", "budget"]].assign(low=low, high=high, rows=400)
    return curve_table(curve(frame), widen_by_test_rows(apart, {"random": drawn}), aulc(frame))


def test_the_default_budget_is_the_middle_one_of_those_with_the_most_strategies() -> None:
    frame = learning({"knn_uncertainty": 6, "random": 4})
    assert default_budget(table(frame)) == 50
    ceilings = results(*[("all", "gold", 2, budget, 90.0) for budget in (250, 500, 1000)])
    assert default_budget(table(pd.concat([frame, ceilings]))) == 50


def test_the_reading_has_means_and_differences_with_half_their_intervals() -> None:
    shown = reading_table(table(learning({"knn_uncertainty": 6, "random": 4})), 100).set_index("Strategy")
    assert shown["Score"].to_dict() == {
        "KNN-UNCERTAINTY": "66.0 ± 1.2",
        "RANDOM": "64.0 ± 1.2",
        "EN-FT": "55.0",
    }
    assert shown["Against RANDOM"].tolist() == ["+2.0 ± 0.0", "", ""]
    assert list(shown) == ["Score", "Against RANDOM", "AULC"]  # no column for an absent reference


def test_the_reading_shows_the_interval_of_a_difference_that_allows_for_test_rows() -> None:
    frame = learning({"knn_uncertainty": 6, "random": 4})
    shown = reading_table(widened(frame, -0.8, 10.0), 100).set_index("Strategy")
    assert shown["Against RANDOM"].tolist() == ["+2.0 (−0.8 to +10.0)", "", ""]


def test_where_every_comparison_ends_alike_there_is_no_interval_and_the_reason_is_said() -> None:
    wins = win_rates(learning({"knn_uncertainty": 9, "random": 4}).query("budget > 10"), bootstrap=50)
    assert win_rate_table(wins).iloc[0, 1] == "100% (no interval)"
    assert "wins 100% against the best of 1 baseline (no interval, because" in win_rate_sentence(wins)
    assert no_interval_sentence(wins).startswith("No interval: all comparisons")
    mixed = win_rates(learning({"knn_uncertainty": 6, "random": 4}), bootstrap=50)
    assert no_interval_sentence(mixed) == ""


def test_each_strategy_is_compared_with_each_baseline() -> None:
    wins = win_rates(learning({"knn_uncertainty": 6, "random": 4, "egalitarian": 9}), bootstrap=50)
    shown = win_rate_table(wins)
    assert list(shown) == ["Strategy", "Wins against RANDOM", "Wins against EGALITARIAN"]
    assert shown.iloc[0, 1].startswith("83% (")
    assert shown.iloc[0, 2].startswith("17% (")

"""Learning curves as tables."""

import pandas as pd

from demux_core.analysis.win_rates import win_rates
from demux_core.explain.curve_sentences import no_interval_sentence, win_rate_sentence
from demux_core.explain.curve_tables import default_budget, reading_table, win_rate_table
from tests.helpers.curve_tables import compared, widened
from tests.helpers.make_results import learning, results


def test_the_default_budget_is_the_middle_one_of_those_with_the_most_strategies() -> None:
    frame = learning({"knn_uncertainty": 6, "random": 4})
    assert default_budget(compared(frame)) == 50
    ceilings = results(*[("all", "gold", 2, budget, 90.0) for budget in (250, 500, 1000)])
    assert default_budget(compared(pd.concat([frame, ceilings]))) == 50


def test_the_reading_has_means_and_differences_with_half_their_intervals() -> None:
    shown = reading_table(compared(learning({"knn_uncertainty": 6, "random": 4})), 100).set_index("Strategy")
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

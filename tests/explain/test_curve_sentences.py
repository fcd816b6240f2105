from demux_core.analysis.win_rates import win_rates
from demux_core.explain.curve_sentences import verdict_sentences, win_rate_sentence
from tests.helpers.curve_tables import compared, widened
from tests.helpers.make_results import learning, results


def test_a_loss_is_called_a_loss() -> None:
    frame = learning({"knn_uncertainty": 6, "average_dist": 1, "random": 4, "egalitarian": 4})
    assert verdict_sentences(compared(frame), 100) == [
        "KNN-UNCERTAINTY beats RANDOM by 2.0 (95% interval over seeds +2.0 to +2.0); it beats EGALITARIAN "
        "by 2.0 (95% interval over seeds +2.0 to +2.0).",
        "AVERAGE-DIST loses to RANDOM by 3.0 (95% interval over seeds −3.0 to −3.0); it loses to "
        "EGALITARIAN by 3.0 (95% interval over seeds −3.0 to −3.0).",
    ]


def test_equal_strategies_are_equal() -> None:
    assert verdict_sentences(compared(learning({"knn_uncertainty": 6, "random": 4})), 10) == [
        "KNN-UNCERTAINTY is level with RANDOM (95% interval over seeds 0.0 to 0.0)."
    ]


def test_a_difference_smaller_than_its_interval_is_not_clear_and_one_seed_is_named() -> None:
    rows = [("all", "random", seed, 10, 60.0) for seed in (2, 22)]
    ours = [("all", "uncertainty", seed, 10, 60.0 + seed) for seed in (2, 22)]
    assert verdict_sentences(compared(results(*rows, *ours)), 10) == [
        "UNCERTAINTY is 12.0 above RANDOM, but not clearly (95% interval over seeds −115.1 to +139.1)."
    ]
    assert verdict_sentences(compared(results(rows[0], ours[0])), 10) == [
        "UNCERTAINTY is 2.0 above RANDOM, but not clearly (one seed, no interval)."
    ]


def test_a_difference_over_seeds_is_not_clear_where_other_test_rows_could_reverse_it() -> None:
    frame = learning({"knn_uncertainty": 6, "random": 4})
    assert verdict_sentences(widened(frame, -0.8, 10.0), 100) == [
        "KNN-UNCERTAINTY is 2.0 above RANDOM, but not clearly (95% interval −0.8 to +10.0)."
    ]
    assert verdict_sentences(widened(frame, 0.4, 3.9), 100) == [
        "KNN-UNCERTAINTY beats RANDOM by 2.0 (95% interval +0.4 to +3.9)."
    ]


def test_without_a_reference_there_is_no_verdict() -> None:
    assert verdict_sentences(compared(learning({"uncertainty": 6})), 100) == []


def test_the_download_has_one_row_a_strategy_and_budget_with_everything_shown() -> None:
    shown = compared(learning({"knn_uncertainty": 6, "random": 4}))
    assert len(shown) == 2 * 3 + 1
    assert {"mean", "low", "high", "n", "vs_random", "vs_random_low", "aulc", "aulc_high"} <= set(shown)


def test_the_sentence_on_wins_names_the_share_that_chance_alone_would_give() -> None:
    wins = win_rates(learning({"knn_uncertainty": 6, "average_dist": 5, "random": 4}), bootstrap=50)
    sentence = win_rate_sentence(wins)
    assert sentence.startswith(
        "Of 3 comparisons (1 target, all budgets), the best of 2 DeMuX strategies wins 83%"
    )
    assert "against the best of 1 baseline (95% interval" in sentence
    assert (
        "this share would be 67%, because the best is picked in hindsight from more strategies." in sentence
    )
    assert sentence.endswith("One target is weak evidence.")

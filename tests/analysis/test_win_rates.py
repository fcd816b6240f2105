import pandas as pd
import pytest

from demux_core.analysis.published_tables import published_results
from demux_core.analysis.win_rates import win_rates
from demux_core.base.errors import InputError
from tests.helpers.make_results import learning, results


def cells(*scores: dict[str, float], seeds: tuple[int, ...] = (2, 22)) -> pd.DataFrame:
    """One budget a cell; every seed has the same score."""
    return results(
        *[
            ("ne", strategy, seed, 10 * (i + 1), score)
            for i, cell in enumerate(scores)
            for strategy, score in cell.items()
            for seed in seeds
        ]
    )


def test_the_share_counts_the_best_against_the_best() -> None:
    found = win_rates(
        cells(
            {"knn_uncertainty": 70, "average_dist": 60, "random": 65, "egalitarian": 66},  # won
            {"knn_uncertainty": 60, "average_dist": 67, "random": 65, "egalitarian": 66},  # won by another
            {"knn_uncertainty": 60, "average_dist": 61, "random": 65, "egalitarian": 50},  # lost to RANDOM
            {"knn_uncertainty": 65, "average_dist": 61, "random": 65, "egalitarian": 50},  # a tie is half
        )
    )
    assert found is not None
    assert found.share == (1 + 1 + 0 + 0.5) / 4
    assert (found.cells, found.targets, found.chance) == (4, 1, 0.5)
    pairs = found.pairs.set_index(["strategy", "baseline"])["share"]
    assert pairs["knn_uncertainty", "random"] == (1 + 0 + 0 + 0.5) / 4
    assert pairs["average_dist", "egalitarian"] == (0 + 1 + 1 + 1) / 4


def test_the_side_with_more_strategies_wins_more_often_by_chance() -> None:
    score = {"knn_uncertainty": 1.0, "average_dist": 2.0, "uncertainty": 3.0, "random": 4.0}
    assert win_rates(cells(score)).chance == 3 / 4


def test_a_clear_case_has_no_doubt_and_the_same_seed_draws_the_same() -> None:
    clear = cells(*[{"knn_uncertainty": 70.0 + i, "random": 60.0} for i in range(5)])
    found = win_rates(clear)
    assert (found.low, found.high) == (1, 1)
    mixed = cells(*[{"knn_uncertainty": 60.0 + i % 2, "random": 60.5} for i in range(20)])
    first, again = win_rates(mixed), win_rates(mixed)
    assert (first.low, first.high) == (again.low, again.high)
    # 20 cells, half of them won: a binomial share has a 95% interval of about 0.5 +- 0.22.
    assert first.share == 0.5
    assert (first.low, first.high) == pytest.approx((0.28, 0.72), abs=0.06)


def test_a_seed_that_one_strategy_has_not_reached_anywhere_is_no_win_for_anybody() -> None:
    """As in the middle of an experiment, whose last seed has begun."""
    frame = results(
        *[("ne", name, seed, 10, 60.0) for name in ("knn_uncertainty", "random") for seed in (2, 22)],
        ("ne", "knn_uncertainty", 42, 10, 60.0),
    )
    assert win_rates(frame) is None


def test_seeds_are_drawn_too() -> None:
    """One cell, won on average though lost with two seeds of three: the interval reaches both ends."""
    scores = {2: 50.0, 22: 59.0, 42: 90.0}
    rows = [("ne", "knn_uncertainty", seed, 10, score) for seed, score in scores.items()]
    found = win_rates(results(*rows, *[("ne", "random", seed, 10, 60.0) for seed in scores]))
    assert (found.share, found.low, found.high) == (1, 0, 1)


def test_unfinished_cells_and_the_mean_of_all_do_not_count() -> None:
    frame = cells({"knn_uncertainty": 70, "random": 60}, {"knn_uncertainty": 50, "random": 60})
    whole = frame.assign(target_language="all")
    cut = frame[~((frame["budget"] == 20) & (frame["strategy"] == "random") & (frame["seed"] == 2))]
    found = win_rates(pd.concat([cut, whole]))
    assert (found.cells, found.share) == (1, 1)


def test_without_two_sides_there_is_nothing_to_compare() -> None:
    assert win_rates(cells({"knn_uncertainty": 70, "gold": 90})) is None
    assert win_rates(cells({"random": 70, "egalitarian": 60})) is None


def test_the_published_five_rounds_are_120_cells_and_average_dist_mostly_loses() -> None:
    frame = published_results()
    found = win_rates(frame[frame["experiment"] == "five_rounds"], bootstrap=200)
    assert (found.cells, found.targets) == (120, 24)
    assert found.chance < found.low < found.share
    assert (found.pairs.loc[found.pairs["strategy"] == "average_dist", "high"] < 0.5).all()


def test_a_few_comparisons_are_not_enough_for_a_share() -> None:
    few = learning({"knn_uncertainty": 6, "random": 4})
    assert not win_rates(few, bootstrap=10).enough
    more = few.assign(target_language="ne")
    assert win_rates(pd.concat([few.assign(target_language="hi"), more]), bootstrap=10).enough


def test_wins_of_fine_tuned_models_and_of_linear_probes_are_not_counted_together() -> None:
    tuned = cells({"knn_uncertainty": 70, "random": 60})
    with pytest.raises(InputError, match="fine-tuned models and of linear probes do not compare"):
        win_rates(pd.concat([tuned, tuned.assign(experiment="low_budget_probe")]))

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from demux_core.analysis.expected_gain import (
    LIKE,
    best_strategy,
    expectation,
    gains_of_choosing,
    like_targets,
)

NAMES = ("nearness", "likeness")
MEASURED = pd.DataFrame(
    {"nearness": np.linspace(-1, 1, 30), "likeness": np.linspace(0, 10, 30)},
    index=pd.MultiIndex.from_product([["pos"], [f"t{i}" for i in range(30)]], names=["corpus", "target"]),
)


def test_the_most_similar_targets_come_first() -> None:
    like = like_targets(MEASURED, {"nearness": -1, "likeness": 0}, NAMES)
    assert like is not None
    assert like.tolist() == [("pos", f"t{i}") for i in range(LIKE)]


def test_a_measure_that_is_unknown_of_the_new_target_does_not_count() -> None:
    like = like_targets(MEASURED, {"likeness": 10}, NAMES)
    assert like is not None
    assert like[0] == ("pos", "t29")


def test_nothing_measured_is_like_a_target_far_from_all() -> None:
    assert like_targets(MEASURED, {"nearness": 9, "likeness": 5}, NAMES) is None
    assert like_targets(MEASURED, {}, NAMES) is None
    assert like_targets(MEASURED.head(3), {"nearness": 0}, NAMES) is None


def test_the_interval_is_that_of_one_new_gain() -> None:
    gains = pd.Series([1.0, 2.0, 4.0, 3.0, 0.5, np.nan])
    expected = expectation(gains)
    known = gains.dropna()
    half = stats.t.ppf(0.975, 4) * known.std() * np.sqrt(1 + 1 / 5)
    assert expected is not None
    assert (expected.mean, expected.targets) == (pytest.approx(2.1), 5)
    assert (expected.low, expected.high) == (pytest.approx(2.1 - half), pytest.approx(2.1 + half))


def test_a_few_gains_let_nothing_be_expected() -> None:
    assert expectation(pd.Series([1.0, 2.0, np.nan])) is None


def test_the_best_strategy_is_the_available_one_with_the_highest_mean() -> None:
    gains = pd.DataFrame({"cover": [1.0, 2.0], "token_nn": [5.0, 1.0], "random": [0.0, 0.0]})
    assert best_strategy(gains, ["cover", "token_nn", "random"]) == "token_nn"
    assert best_strategy(gains, ["cover", "random"]) == "cover"
    assert best_strategy(-gains, ["cover", "random"]) is None


def test_a_strategy_that_was_lucky_on_one_target_lets_nothing_be_expected_on_others() -> None:
    gains = pd.DataFrame({"cover": [6.0, 0, 0], "round_robin": [0, 5.0, 0], "random": 0.0})
    assert best_strategy(gains, list(gains)) == "cover"
    assert gains_of_choosing(gains, list(gains)).tolist() == [0, 0, 0]


def test_what_choosing_gains_is_that_of_a_strategy_that_is_best_everywhere() -> None:
    gains = pd.DataFrame({"cover": [3.0, 2.0, 4.0], "knn_uncertainty": 1.0, "random": 0.0})
    assert gains_of_choosing(gains, list(gains)).tolist() == [3, 2, 4]
    assert gains_of_choosing(-gains, list(gains)).tolist() == [0, 0, 0]

import numpy as np
import pandas as pd
import pytest

from demux_core.explain.evidence_sentences import (
    default_step,
    differences_sentence,
    points_sentence,
    premise_sentence,
    premise_table,
    readable_differences,
)


def differences(*rows: tuple[str, int, float, float, float]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["strategy", "budget", "difference", "low", "high"])
    return table.assign(experiment="first")


DIFFERENCES = differences(
    ("knn_uncertainty", 10, 1.0, 0.2, 1.8),
    ("uncertainty", 10, -2.0, -3.0, -1.0),
    ("gold", 50, 0.5, -1.0, 2.0),
)


def correlation(*rows: tuple[int, float, float], texts: int = 200) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["k", "r", "p"]).assign(n=texts)


def test_every_difference_has_its_interval_and_a_clear_one_an_asterisk() -> None:
    table = readable_differences(DIFFERENCES, "first").set_index("Strategy")
    assert table.loc["KNN-UNCERTAINTY", "10 texts"] == "+1.0 (+0.2 to +1.8) \\*"
    assert table.loc["UNCERTAINTY", "10 texts"] == "−2.0 (−3.0 to −1.0) \\*"
    assert table.loc["GOLD", "50 texts"] == "+0.5 (−1.0 to +2.0)"
    assert table.loc["GOLD", "10 texts"] == ""


def test_clear_differences_are_counted_beside_those_expected_by_chance() -> None:
    sentence = differences_sentence(DIFFERENCES, "first", "random")
    assert "Of 3 differences from RANDOM, 1 is clearly above 0 and 1 clearly below" in sentence
    assert "about 0.15 would look clear by chance" in sentence


def test_with_one_seed_there_is_no_interval_and_no_clear_difference() -> None:
    rows = differences(("gold", 50, -0.5, np.nan, np.nan))
    assert readable_differences(rows, "first")["50 texts"].tolist() == ["−0.5 (one seed)"]
    assert differences_sentence(rows, "first", "random") == (
        "With only one seed, no difference from RANDOM counts as clear."
    )
    assert "no difference is clear" in points_sentence(rows, "first", "gold")


@pytest.mark.parametrize(
    ("low", "high", "says"),
    [(0.5, 2.0, "the texts matter"), (-1.0, 2.0, "no difference is clear"), (-3.0, -1.0, "do better")],
)
def test_the_effect_of_points_is_separated_from_that_of_languages(low: float, high: float, says: str) -> None:
    rows = differences(("knn_uncertainty", 10, (low + high) / 2, low, high))
    assert says in points_sentence(rows, "first", "knn_uncertainty")


def test_above_at_one_budget_and_below_at_another_is_said_as_it_is() -> None:
    rows = differences(("knn_uncertainty", 10, 1.0, 0.5, 1.5), ("knn_uncertainty", 50, -1.0, -1.5, -0.5))
    said = points_sentence(rows, "first", "knn_uncertainty")
    assert said.endswith("clearly above at 1 and clearly below at 1 of 2 budgets.")


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        (((1, 0.5, 0.001), (4, 0.7, 0.0001)), "holds here"),
        (((1, 0.1, 0.4), (4, 0.25, 0.02), (8, 0.2, 0.04)), "only weakly"),
        (((1, 0.1, 0.4), (4, 0.05, 0.6), (8, 0.2, 0.04)), "does not hold here"),
        (((1, -0.4, 0.01), (4, 0.05, 0.8)), "does not hold here"),
        (((1, np.nan, np.nan),), "does not vary"),
    ],
)
def test_the_premise_is_judged_over_all_neighbourhood_sizes(rows: tuple, says: str) -> None:
    assert says in premise_sentence(correlation(*rows))


def test_too_few_target_texts_do_not_refute_the_premise() -> None:
    said = premise_sentence(correlation((1, 0.5, 0.14), (4, 0.4, 0.2), texts=10))
    assert "is not shown here: these are too few" in said.replace("**", "")
    assert "10 target texts" in said


def test_correlations_are_shown_with_their_p_values() -> None:
    table = premise_table(correlation((1, -0.25, 0.012), (4, 0.5, 1e-9)))
    assert table.values.tolist() == [["1", "−0.25", "0.012"], ["4", "+0.50", "< 0.001"]]


def test_the_default_step_is_the_last_one_with_the_most_strategies() -> None:
    cells = [(1, 10, "random"), (1, 10, "gold"), (1, 50, "random"), (1, 50, "gold"), (1, 250, "gold")]
    mix = pd.DataFrame(cells, columns=["round", "budget", "strategy"])
    assert default_step(mix) == 1
    assert default_step(mix[mix["budget"] == 250]) == 0

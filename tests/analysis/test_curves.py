import numpy as np
import pandas as pd
import pytest

from demux_core.analysis.curves import aulc, curve, deltas
from demux_core.analysis.published_tables import published_results
from demux_core.base.errors import InputError
from tests.helpers.make_results import learning, results

T_2 = 4.302653  # Student's t, two degrees of freedom, 97.5 %


def test_mean_and_interval_over_three_seeds_are_those_of_student() -> None:
    rows = [("all", "random", seed, 10, score) for seed, score in ((2, 70.0), (22, 72.0), (42, 74.0))]
    [row] = curve(results(*rows)).to_dict("records")
    half = T_2 * 2 / np.sqrt(3)  # the sample's standard deviation is 2
    assert row["mean"] == 72
    assert row["n"] == 3
    assert (row["low"], row["high"]) == pytest.approx((72 - half, 72 + half), abs=1e-4)


def test_one_seed_has_no_band() -> None:
    [row] = curve(results(("all", "random", 2, 10, 70.0))).to_dict("records")
    assert row["n"] == 1
    assert np.isnan(row["low"])
    assert np.isnan(row["high"])


def test_the_mean_of_all_languages_is_made_within_each_seed() -> None:
    frame = results(
        ("ne", "random", 2, 10, 60.0), ("hi", "random", 2, 10, 80.0),
        ("ne", "random", 22, 10, 70.0), ("hi", "random", 22, 10, 70.0),
    )  # fmt: skip
    [row] = curve(frame).to_dict("records")
    assert (row["mean"], row["low"], row["high"]) == (70, 70, 70)
    assert curve(frame, "ne")["mean"].tolist() == [65]


def test_a_seed_that_lacks_a_language_does_not_enter_the_mean_of_all() -> None:
    frame = results(
        ("ne", "random", 2, 10, 60.0), ("hi", "random", 2, 10, 80.0), ("ne", "random", 22, 10, 99.0)
    )  # fmt: skip
    assert curve(frame)[["mean", "n"]].values.tolist() == [[70, 1]]


def test_a_given_mean_of_all_is_kept_as_it_is() -> None:
    frame = results(
        ("all", "random", 2, 10, 71.0), ("ne", "random", 2, 10, 60.0), ("hi", "random", 2, 10, 80.0)
    )
    assert curve(frame)["mean"].tolist() == [71]


def test_of_two_rounds_with_as_many_points_the_last_one_counts() -> None:
    first, again = results(("all", "random", 2, 10, 70.0)), results(("all", "random", 2, 10, 72.0), round=2)
    both = pd.concat([again, first, results(("all", "gold", 2, 10, 80.0))])
    assert curve(both).set_index("strategy")["mean"].to_dict() == {"random": 72, "gold": 80}
    assert deltas(both, ("random",))["delta"].tolist() == [8]


def test_strategies_without_a_common_budget_have_no_area() -> None:
    assert aulc(results(("all", "random", 2, 10, 70.0), ("all", "gold", 2, 20, 80.0))).empty


def test_results_of_several_experiments_are_not_one_curve() -> None:
    both = pd.concat([learning({"random": 4}), learning({"random": 4}).assign(metric="macro_f1")])
    with pytest.raises(InputError, match="one metric, got accuracy, macro_f1; choose one"):
        curve(both)


def test_an_unknown_language_is_an_error_with_the_choices() -> None:
    with pytest.raises(InputError, match="one of all, got 'ne'"):
        curve(learning({"random": 4}), "ne")


def test_the_area_is_the_mean_height_over_log_budget() -> None:
    frame = results(*[("all", "random", 2, b, s) for b, s in ((10, 60.0), (100, 70.0), (10_000, 90.0))])
    # Widths of 1 and 2 decades; mean heights of 65 and 80.
    assert aulc(frame)["mean"].tolist() == pytest.approx([(65 + 2 * 80) / 3])


def test_a_level_curve_has_its_own_height_and_a_single_budget_its_score() -> None:
    level = results(*[("all", "random", 2, budget, 66.0) for budget in (5, 10, 1000)])
    assert aulc(level)["mean"].tolist() == pytest.approx([66])
    assert aulc(level[level["budget"] == 10])["mean"].tolist() == [66]


def test_a_seed_that_lacks_a_budget_has_no_area() -> None:
    frame = learning({"random": 4, "average_dist": 6})
    cut = frame[~((frame["strategy"] == "random") & (frame["seed"] == 2) & (frame["budget"] == 100))]
    assert aulc(cut).set_index("strategy")["n"].to_dict() == {"random": 2, "average_dist": 3}


def test_a_ceiling_that_was_measured_alone_takes_no_area_away() -> None:
    frame = learning({"random": 4, "gold": 6})
    alone = results(("all", "gold", 2, 10_000, 90.0))
    pd.testing.assert_frame_equal(aulc(pd.concat([frame, alone])), aulc(frame))


def test_only_a_starting_model_has_no_area_and_no_delta() -> None:
    frame = learning({})
    assert aulc(frame).empty
    assert deltas(frame).empty
    assert curve(frame)["strategy"].tolist() == ["en_ft"]


def test_deltas_are_paired_by_seed() -> None:
    """Seeds differ by points, the strategies by exactly one: the interval of the delta has no width."""
    frame = results(
        *[("all", "random", seed, 10, 60.0 + seed) for seed in (2, 22, 42)],
        *[("all", "average_dist", seed, 10, 61.0 + seed) for seed in (2, 22, 42)],
    )
    [row] = deltas(frame).to_dict("records")
    assert (row["strategy"], row["against"]) == ("average_dist", "random")
    assert (row["delta"], row["low"], row["high"], row["n"]) == pytest.approx((1, 1, 1, 3))


def test_deltas_against_what_is_not_there_are_left_out() -> None:
    assert set(deltas(learning({"random": 4, "gold": 8}))["against"]) == {"random", "gold"}
    assert deltas(learning({"uncertainty": 4})).empty


def test_the_published_urdu_curve_reads_as_the_paper_s_table() -> None:
    frame = published_results()
    frame = frame[(frame["experiment"] == "low_budget") & (frame["dataset"] == "panx")]
    means = curve(frame).set_index(["strategy", "budget"])["mean"].round(1)
    assert means["gold", 1000] == 87.7
    assert means["knn_uncertainty", 100] == 80.5
    assert means["en_ft", 0] == 65.6

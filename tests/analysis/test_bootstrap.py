import numpy as np
import pytest
import scipy.stats

from demux_core.analysis.bootstrap import paired_differences
from demux_core.experiments.cells import Cell, CellRecord, ScoreParts


def record(
    strategy: str, seed: int, right: list[float], budget: int = 10, of: list[float] | None = None
) -> CellRecord:
    return CellRecord(
        Cell(strategy, seed, 1, budget), {}, metric="f1", items=ScoreParts(right, of or [1.0] * len(right))
    )


def cells(gain: float, seeds: int = 3, rows: int = 200, start: int = 0) -> list[CellRecord]:
    generator = np.random.default_rng(start)
    records = []
    for seed in range(seeds):
        chance = generator.random(rows)
        records.append(record("random", seed, (chance < 0.6).astype(float).tolist()))
        records.append(record("knn_uncertainty", seed, (chance < 0.6 + gain).astype(float).tolist()))
    return records


def test_the_difference_is_that_of_the_means() -> None:
    records = [record("random", 1, [1, 0, 0, 0]), record("uncertainty", 1, [1, 1, 1, 0])]
    (line,) = paired_differences({"a": records}, "random").to_dict("records")
    assert line["difference"] == pytest.approx(50)
    assert (line["strategy"], line["seeds"], line["rows"]) == ("uncertainty", 1, 4)
    assert line["low"] <= 50 <= line["high"]


def test_equal_predictions_have_a_difference_and_an_interval_of_zero() -> None:
    (line,) = paired_differences({"a": cells(0.0)}, "random").to_dict("records")
    assert (line["difference"], line["low"], line["high"]) == (0, 0, 0)


def test_a_clear_gain_has_an_interval_above_zero_and_a_small_test_a_wider_one() -> None:
    (large,) = paired_differences({"a": cells(0.1, rows=800)}, "random").to_dict("records")
    (small,) = paired_differences({"a": cells(0.1, rows=60)}, "random").to_dict("records")
    assert large["low"] > 0
    assert small["high"] - small["low"] > 2 * (large["high"] - large["low"])


def test_pooling_targets_narrows_the_interval() -> None:
    targets = {name: cells(0.1, start=i) for i, name in enumerate("abcd")}
    table = paired_differences(targets, "random").set_index("experiment")
    assert table.loc["all", "difference"] == pytest.approx(table.loc[list("abcd"), "difference"].mean())
    widths = table["high"] - table["low"]
    assert widths["all"] < widths[list("abcd")].min()


def test_one_target_with_a_large_difference_does_not_speak_for_all() -> None:
    targets = {"a": cells(0.3, rows=2000), **{name: cells(0.0, rows=2000) for name in "bcd"}}
    table = paired_differences(targets, "random").set_index("experiment")
    low, high = scipy.stats.t.interval(
        0.95, 3, table.loc["all", "difference"], scipy.stats.sem(table.loc[list("abcd"), "difference"])
    )
    assert table.loc["all", ["low", "high"]].tolist() == pytest.approx([low, high])
    assert low < 0 < high


def test_an_interval_does_not_depend_on_other_cells() -> None:
    more = [*cells(0.1), *(record("gold", seed, [1.0] * 200, budget=5) for seed in range(3))]
    more += [record("random", seed, [0.0] * 200, budget=5) for seed in range(3)]
    (alone,) = paired_differences({"a": cells(0.1)}, "random").to_dict("records")
    among = paired_differences({"b": cells(0.2), "a": more}, "random")
    among = among[(among["experiment"] == "a") & (among["strategy"] == "knn_uncertainty")]
    assert among.to_dict("records") == [alone]


def test_every_seed_and_budget_is_compared_with_the_one_model_before_any_point() -> None:
    start = record("en_ft", 42, [1, 0, 0, 0], budget=0)
    more = [
        record("gold", seed, [1, 1, right, 0], budget)
        for seed, right in ((2, 0), (22, 1))
        for budget in (5, 9)
    ]
    table = paired_differences({"a": [start, *more]}, "en_ft")
    assert table[["strategy", "budget", "difference", "seeds"]].values.tolist() == [
        ["gold", 5, 37.5, 2],
        ["gold", 9, 37.5, 2],
    ]


def test_only_shared_seeds_are_compared() -> None:
    records = [*cells(0.1), record("knn_uncertainty", 99, [1.0] * 200)]
    (line,) = paired_differences({"a": records}, "random").to_dict("records")
    assert line["seeds"] == 3


def test_a_metric_of_counts_is_scored_again_from_its_parts() -> None:
    records = [
        record("random", 1, [0.0, 0.0], of=[3.0, 1.0]),
        record("gold", 1, [2.0, 0.0], of=[3.0, 1.0]),
    ]
    (line,) = paired_differences({"a": records}, "random").to_dict("records")
    assert line["difference"] == pytest.approx(50)


def test_records_without_test_rows_cannot_be_resampled() -> None:
    with pytest.raises(ValueError, match="random-seed2-round1-budget5 has no test rows"):
        paired_differences({"a": [CellRecord(Cell("random", 2, 1, 5), {})]}, "random")

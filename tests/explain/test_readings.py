import numpy as np

from demux_core.analysis.drawn_curves import DrawnCurve
from demux_core.experiments.cells import Cell, CellRecord
from demux_core.explain.costs import Prices
from demux_core.explain.readings import (
    ReadAt,
    label_prices,
    readings_table,
    slider_steps,
)


def curve(*scores: float, budgets: tuple[int, ...] = (0, 10, 50, 250)) -> DrawnCurve:
    heights = np.array(scores, dtype=np.float64)
    return DrawnCurve(np.array(budgets, dtype=np.float64), heights, np.tile(heights, (10, 1)), 5)


CURVES = {
    "random": curve(40, 42, 46, 50),
    "cover": curve(40, 46, 50, 51),
    "gold": curve(40, 60, budgets=(0, 10)),
}


def test_the_table_reads_every_curve_both_ways() -> None:
    table = readings_table(CURVES, ReadAt(50, 50.0, "%"), {}).set_index("Strategy")
    assert table.columns.tolist() == [
        "Score with 50 labels", "Labels for 50.0%", "Random texts worth 50 chosen"
    ]  # fmt: skip
    assert table.loc["COVER"].tolist() == ["50.0%", "50", "250"]
    assert table.loc["RANDOM"].tolist() == ["46.0%", "250", ""]
    assert table.loc["GOLD", "Score with 50 labels"] == "measured only up to 10 labels"


def test_below_the_first_budget_nothing_is_measured() -> None:
    curves = {"cover": curve(20, 30, budgets=(10, 100)), "random": curve(25, 30, budgets=(10, 100))}
    table = readings_table(curves, ReadAt(5, 22.0), {}).set_index("Strategy")
    assert table.loc["COVER"].tolist() == ["not measured", "16", ""]
    assert table.loc["RANDOM", "Labels for 22.0"] == ""  # ten labels or fewer


def test_where_random_labels_lower_the_score_nothing_is_said_in_random_labels() -> None:
    curves = {"cover": curve(40, 46, 50, 51), "random": curve(40, 39, 38, 37)}
    table = readings_table(curves, ReadAt(50, 50.0), {}).set_index("Strategy")
    assert table.loc["COVER", "Random texts worth 50 chosen"] == ""


def test_where_prices_are_known_the_table_has_costs() -> None:
    table = readings_table(CURVES, ReadAt(50, 52.0), {"random": 0.5}, "EUR").set_index("Strategy")
    assert table.loc["RANDOM", "Cost of 50"] == "25 EUR"
    assert table.loc["RANDOM", "Cost of these labels"] == ""  # more than were measured
    assert table.loc["COVER", "Cost of 50"] == ""


def test_a_label_costs_the_mean_over_the_languages_that_a_strategy_chose() -> None:
    records = [
        CellRecord(Cell("random", 1, 1, 10), {}, languages={"hi": 6, "mr": 4}),
        CellRecord(Cell("cover", 1, 1, 10), {}, languages={"hi": 5, "ta": 5}),
    ]
    prices = Prices("EUR", by_language={"hi": 1.0, "mr": 2.0})
    assert label_prices(records, prices) == {"random": 1.4}  # nobody knows the price of Tamil


def test_the_slider_stops_at_measured_numbers_and_between_them() -> None:
    assert slider_steps([0, 10, 50, 1000]) == [0, 1, 3, 10, 17, 30, 50, 140, 370, 1000]

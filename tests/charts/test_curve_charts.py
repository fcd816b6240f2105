import pytest

from demux_core.analysis.curves import curve
from demux_core.charts.curve_charts import curve_figure, standing_out
from tests.helpers.make_results import learning, results

STRATEGIES_SHOWN = {"random": 4.0, "knn_uncertainty": 8.0, "gold": 20.0}


def lines(figure: object) -> dict[str, object]:
    return {trace.name: trace for trace in figure.data if trace.name}


def test_a_strategy_keeps_its_colour_beside_others() -> None:
    alone = lines(curve_figure(curve(learning({"random": 4.0})), "F1"))
    among = lines(curve_figure(curve(learning(STRATEGIES_SHOWN)), "F1"))
    assert alone["RANDOM"].line.color == among["RANDOM"].line.color


def test_lines_follow_the_means_and_bands_the_intervals() -> None:
    curves = curve(learning(STRATEGIES_SHOWN))
    figure = curve_figure(curves, "F1")
    drawn = lines(figure)
    assert list(drawn) == ["KNN-UNCERTAINTY", "RANDOM", "GOLD", "EN-FT"]
    assert list(drawn["RANDOM"].x) == [10, 50, 100]
    assert list(drawn["RANDOM"].y) == [60, 62, 64]
    band = next(trace for trace in figure.data if trace.legendgroup == "random" and trace.fill)
    part = curves[curves["strategy"] == "random"]
    assert list(band.y) == [*part["high"], *part["low"][::-1]]


def test_only_lines_that_stand_out_have_a_band() -> None:
    curves = curve(learning({"random": 4.0, "egalitarian": 4.0, "knn_uncertainty": 8.0}))
    shown = [
        {trace.legendgroup for trace in curve_figure(curves, "F1", strong=strong).data if trace.fill}
        for strong in (None, ["random"])
    ]
    assert shown == [{"random", "egalitarian", "knn_uncertainty"}, {"random"}]


def test_the_axis_shows_the_bands_but_only_a_part_of_very_wide_ones() -> None:
    curves = curve(learning({"random": 4.0}))
    low, high = curve_figure(curves, "F1").layout.yaxis.range
    assert low < curves["low"].min()
    assert high > curves["high"].max()
    wide = curves.assign(low=curves["low"] - 500, high=curves["high"] + 500)
    low, high = curve_figure(wide, "F1").layout.yaxis.range
    assert curves["mean"].min() - 20 < low < curves["mean"].min() - 10
    assert curves["mean"].max() + 10 < high < curves["mean"].max() + 20


def test_the_starting_model_is_a_horizontal_line_and_the_ceiling_is_dashed() -> None:
    drawn = lines(curve_figure(curve(learning(STRATEGIES_SHOWN)), "F1"))
    assert list(drawn["EN-FT"].x) == [10, 50, 100]
    assert set(drawn["EN-FT"].y) == {55}
    assert drawn["GOLD"].line.dash == "dash"


def test_the_hover_shows_the_interval_where_there_is_one() -> None:
    drawn = lines(curve_figure(curve(learning({"random": 4.0})), "F1"))
    assert drawn["RANDOM"].customdata[0] == " (58.8 to 61.2, 3 seeds)"
    one = lines(curve_figure(curve(learning({"random": 4.0}, seeds=(2,))), "F1"))
    assert set(one["RANDOM"].customdata) == {""}
    assert len(curve_figure(curve(learning({"random": 4.0}, seeds=(2,))), "F1").data) == 2


@pytest.mark.parametrize(("last", "kind"), [(1000, "log"), (40, "linear")])
def test_widely_spread_budgets_have_a_logarithmic_axis(last: int, kind: str) -> None:
    frame = results(("all", "random", 2, 10, 60.0), ("all", "random", 2, last, 61.0))
    axis = curve_figure(curve(frame), "F1").layout.xaxis
    assert axis.type == kind
    assert axis.ticktext == ("10", f"{last:,}")


def test_the_selected_budget_is_marked() -> None:
    assert curve_figure(curve(learning({"random": 4.0})), "F1", at=50).layout.shapes[0].x0 == 50


def at_one_budget() -> dict[str, object]:
    frame = learning(STRATEGIES_SHOWN)
    return lines(curve_figure(curve(frame[frame["budget"].isin([0, 50])]), "F1"))


def test_at_one_budget_strategies_are_side_by_side_with_their_intervals() -> None:
    drawn = at_one_budget()
    assert {name: list(trace.x) for name, trace in drawn.items() if name != "EN-FT"} == {
        "KNN-UNCERTAINTY": [0],
        "RANDOM": [1],
        "GOLD": [2],
    }
    assert list(drawn["RANDOM"].y) == [62]
    assert list(drawn["RANDOM"].error_y.array) == pytest.approx([1.24], abs=0.01)
    assert "lines" not in drawn["RANDOM"].mode


def test_at_one_budget_the_starting_model_is_a_line_over_the_whole_width() -> None:
    line = at_one_budget()["EN-FT"]
    assert (line.mode, list(line.y)) == ("lines", [55, 55])
    assert (min(line.x) < 0, max(line.x) > 2) == (True, True)


def test_one_seed_at_one_budget_is_a_mark_without_an_interval() -> None:
    frame = learning({"random": 4.0}, seeds=(2,))
    drawn = lines(curve_figure(curve(frame[frame["budget"] == 50]), "F1"))
    assert drawn["RANDOM"].error_y.array is None


def test_at_most_four_lines_stand_out_and_the_others_are_pale() -> None:
    gains = {"random": 4.0, "knn_uncertainty": 8.0, "average_dist": 3.0, "uncertainty": 2.0, "cover": 7.0}
    curves = curve(learning({**gains, "gold": 20.0}))
    strong = standing_out(curves, 100)
    assert sorted(strong) == ["cover", "gold", "knn_uncertainty", "random"]
    drawn = lines(curve_figure(curves, "F1", 100, strong=strong))
    pale = {name for name, line in drawn.items() if line.opacity is not None and line.opacity < 1}
    assert pale == {"AVERAGE-DIST", "UNCERTAINTY"}
    few = curve(learning({"random": 4.0, "cover": 7.0}))
    assert standing_out(few, 100) == ["cover", "random"]

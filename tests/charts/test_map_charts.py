import numpy as np
import pandas as pd
import pytest

from demux_core.base.palette import PALETTE
from demux_core.charts import language_colors, map_figure, rows_inside
from demux_core.charts.point_colors import ColorScale, by_density


def points(n: int, language: str = "hi", target: bool = False) -> pd.DataFrame:
    random = np.random.default_rng(len(language) + n)
    frame = pd.DataFrame(random.normal(size=(n, 2)).astype(np.float32), columns=["x", "y"])
    return frame.assign(row=range(n), language=language, hover=[f"text {i}" for i in range(n)], target=target)


def test_the_map_has_one_trace_a_language_then_target_then_each_strategy() -> None:
    frame = pd.concat([points(4), points(3, "en").assign(row=[4, 5, 6]), points(2, "ne", target=True)])
    figure = map_figure(frame, {"hi": PALETTE[0], "en": PALETTE[1]}, {"RANDOM": [5, 0], "GOLD": [1]})
    assert [trace.name for trace in figure.data] == [
        "Hindi (4)",
        "English (3)",
        "Target sample (2)",
        "RANDOM (2)",
        "GOLD (1)",
    ]
    assert figure.data[0].marker.color == PALETTE[0]
    assert len({trace.marker.symbol for trace in figure.data[2:]}) == 3


def test_marked_points_are_the_rows_in_rank_order_and_say_their_rank() -> None:
    frame = pd.concat([points(4), points(1, "ne", target=True)])
    marked = map_figure(frame, {"hi": PALETTE[0]}, {"RANDOM": [3, 1]}).data[-1]
    assert list(marked.customdata) == [3, 1]
    assert list(marked.x) == frame["x"].iloc[[3, 1]].tolist()
    assert list(marked.text) == ["text 3<br>RANDOM: rank 1", "text 1<br>RANDOM: rank 2"]


def test_many_languages_are_grouped_in_grey() -> None:
    languages = [f"l{i:02}" for i in range(15)]
    frame = pd.concat([points(1, language) for language in languages]).assign(row=range(15))
    figure = map_figure(frame, language_colors(languages), {})
    assert "3 other languages (3)" in [trace.name for trace in figure.data]


def test_points_travel_as_typed_arrays_and_leave_room_for_the_tools() -> None:
    figure = map_figure(points(10), {"hi": PALETTE[0]}, {})
    assert figure.data[0].type == "scattergl"
    assert figure.data[0].x.dtype == np.float32
    assert figure.data[0].customdata.dtype == np.int32
    assert figure.layout.margin.t >= 50
    assert figure.layout.uirevision


def test_a_box_holds_what_lies_between_its_corners_in_whatever_order() -> None:
    corners = np.array([[0, 0], [1, 1], [2, 2], [1, 5]], dtype=np.float32)
    assert rows_inside(corners, {"box": [{"x": [1.5, 0.5], "y": [4, 0.5]}]}).tolist() == [1]


def test_a_lasso_holds_what_its_outline_goes_round() -> None:
    grid = np.array([[x, y] for x in range(5) for y in range(5)], dtype=np.float32)
    hollow = {
        "x": [-0.5, 4.5, 4.5, 3.5, 3.5, 0.5, 0.5, -0.5],
        "y": [-0.5, -0.5, 4.5, 4.5, 0.5, 0.5, 4.5, 4.5],
    }
    found = grid[rows_inside(grid, {"lasso": [hollow]})]
    assert set(map(tuple, found.tolist())) == {(x, y) for x, y in grid.tolist() if x in (0, 4) or y == 0}


def test_several_outlines_add_up_and_none_holds_nothing() -> None:
    line = np.array([[0, 0], [1, 0], [2, 0]], dtype=np.float32)
    boxes = [{"x": [-0.1, 0.1], "y": [-1, 1]}, {"x": [1.9, 2.1], "y": [-1, 1]}]
    assert rows_inside(line, {"box": boxes}).tolist() == [0, 2]
    assert rows_inside(line, {"box": [], "lasso": [], "points": []}).tolist() == []


def test_a_language_that_is_markup_is_shown_and_not_interpreted() -> None:
    code = "<a href='https://example.org'>%{x}</a>"
    assert map_figure(points(3, code), language_colors([code]), {}).data[0].name.startswith("&lt;a href")


def test_every_rank_of_a_point_is_said_in_all_its_hovers() -> None:
    figure = map_figure(points(4), {"hi": PALETTE[0]}, {"RANDOM": [3, 1], "GOLD": [1]})
    both = "text 1<br>RANDOM: rank 2<br>GOLD: rank 1"
    assert [trace.text[1] for trace in figure.data if trace.name.startswith(("Hindi", "RANDOM"))] == [
        both
    ] * 2
    assert figure.data[-1].text[0] == both


def test_a_target_point_has_no_rank_of_the_pool_row_with_its_number() -> None:
    frame = pd.concat([points(4), points(2, "ne", target=True)], ignore_index=True)
    figure = map_figure(frame, {"hi": PALETTE[0]}, {"RANDOM": [1]})
    assert list(figure.data[1].text) == ["text 0", "text 1"]


def test_a_margin_s_colours_have_a_legend_that_says_what_low_means_and_the_low_ones_lie_on_top() -> None:
    paint = ColorScale(np.array([0.1, 0.9, 0.5, np.nan]), "Margin", ("uncertain", "sure"), strong_is_low=True)
    figure = map_figure(points(4), {}, {}, paint=paint)
    assert [trace.name for trace in figure.data[:2]] == ["No value (1)", "Source pool (3)"]
    assert list(figure.data[1].customdata) == [1, 2, 0]
    assert [text.split(" · ")[1] for text in figure.layout.coloraxis.colorbar.ticktext] == [
        "uncertain",
        "sure",
    ]


def test_a_density_has_words_and_no_numbers_and_its_points_no_entry_of_one_colour() -> None:
    frame = points(4)
    frame.loc[3, ["x", "y"]] = frame.loc[2, ["x", "y"]]
    figure = map_figure(frame, {}, {}, paint=by_density(frame[["x", "y"]].to_numpy(np.float32)))
    assert figure.layout.coloraxis.colorbar.ticktext == ("few", "many")
    assert not figure.data[0].showlegend


@pytest.mark.parametrize(("dark", "strong"), [(False, "#00224e"), (True, "#fee838")])
@pytest.mark.parametrize("low", [False, True])
def test_the_values_to_look_at_stand_out_from_the_page(dark: bool, strong: str, low: bool) -> None:
    paint = ColorScale(np.array([0.1, 0.9, 0.5, 0.4]), "Value", ("a", "b"), strong_is_low=low)
    axis = map_figure(points(4), {}, {}, dark, paint).layout.coloraxis
    colors = [color for _, color in axis.colorscale]
    assert (colors[::-1] if axis.reversescale else colors)[0 if low else -1] == strong


def test_flying_to_a_point_shows_its_surroundings_and_its_text() -> None:
    frame = points(30)
    figure = map_figure(frame, {"hi": PALETTE[0]}, {}, found=[4, 9], focus=9)
    x, y = frame.loc[9, ["x", "y"]]
    assert figure.data[-1].name == "Found (2)"
    assert figure.layout.xaxis.range == pytest.approx(
        (x - 0.07 * np.ptp(frame["x"]), x + 0.07 * np.ptp(frame["x"]))
    )
    assert sum(figure.layout.yaxis.range) / 2 == pytest.approx(y)
    assert figure.layout.annotations[0].text == "text 9"
    assert figure.layout.uirevision != map_figure(frame, {"hi": PALETTE[0]}, {}).layout.uirevision

import numpy as np
import pandas as pd
import pytest

from demux_core.base.palette import PALETTE
from demux_core.charts.colors import language_colors
from demux_core.charts.map_charts import SearchHits, map_figure
from demux_core.charts.map_view import MapView
from demux_core.charts.point_colors import ColorScale, by_density


def points(n: int, language: str = "hi", target: bool = False) -> pd.DataFrame:
    random = np.random.default_rng(len(language) + n)
    frame = pd.DataFrame(random.normal(size=(n, 2)).astype(np.float32), columns=["x", "y"])
    return frame.assign(row=range(n), language=language, hover=[f"text {i}" for i in range(n)], target=target)


def test_the_map_has_one_trace_a_language_then_target_then_each_strategy() -> None:
    frame = pd.concat([points(4), points(3, "en").assign(row=[4, 5, 6]), points(2, "ne", target=True)])
    figure = map_figure(frame, {"hi": PALETTE[0], "en": PALETTE[1]}, {"RANDOM": [5, 0], "GOLD": [1]})
    assert [trace.name for trace in figure.data if trace.showlegend is not False] == [
        "Hindi (4)",
        "English (3)",
        "Target sample (2)",
        "RANDOM (2)",
        "GOLD (1)",
    ]
    assert figure.data[0].marker.color == PALETTE[0]
    assert len({trace.marker.symbol for trace in figure.data[2:]}) == 3


def test_rings_hide_with_the_language_that_they_are_around() -> None:
    frame = pd.concat(
        [points(4), points(3, "en").assign(row=[4, 5, 6]), points(2, "ne", target=True)], ignore_index=True
    )
    colors = {"hi": PALETTE[0], "en": PALETTE[1]}
    figure = map_figure(frame, colors, {"RANDOM": [5, 0, 6]}, hits=SearchHits([1, 7]))
    rings = [
        trace for trace in figure.data if trace.name in ("RANDOM (3)", "Found (2)") and len(trace.customdata)
    ]
    assert [(ring.legendgroup, list(ring.customdata)) for ring in rings] == [
        ("Hindi", [0]),
        ("English", [5, 6]),
        ("Hindi", [1]),
        ("Target sample", [0]),
    ]
    groups = {trace.legendgroup for trace in figure.data if trace.showlegend is not False}
    assert {ring.legendgroup for ring in rings} <= groups
    assert len({trace.meta for trace in figure.data}) == len(figure.data)


def test_chosen_points_that_are_not_drawn_have_no_ring() -> None:
    figure = map_figure(points(4), {"hi": PALETTE[0]}, {"RANDOM": [3, 77]})
    assert [list(trace.customdata) for trace in figure.data if trace.name == "RANDOM (1)"] == [[], [3]]


def test_a_view_is_taken_over_unless_the_figure_zooms_in_on_a_hit() -> None:
    view = MapView.from_browser({"x": [0, 2], "y": [1, 3.5], "hidden": ["Hindi", "RANDOM"]})
    figure = map_figure(points(4), {"hi": PALETTE[0]}, {"RANDOM": [1]})
    view.apply(figure)
    assert (figure.layout.xaxis.range, figure.layout.yaxis.range) == ((0, 2), (1, 3.5))
    assert figure.data[0].visible == "legendonly"
    close = map_figure(points(30), {"hi": PALETTE[0]}, {}, hits=SearchHits([9], focus=9))
    before = close.layout.xaxis.range
    view.apply(close)
    assert close.layout.xaxis.range == before


@pytest.mark.parametrize(
    "sent", [None, {}, {"x": "no"}, {"x": [1, None], "hidden": 3}, {"y": [1, float("nan")]}]
)
def test_what_is_no_view_shows_the_whole_map(sent: dict | None) -> None:
    assert MapView.from_browser(sent) == MapView()


def test_chosen_points_are_in_rank_order_and_show_their_rank() -> None:
    frame = pd.concat([points(4), points(1, "ne", target=True)])
    marked = map_figure(frame, {"hi": PALETTE[0]}, {"RANDOM": [3, 1]}).data[-1]
    assert list(marked.customdata) == [3, 1]
    assert list(marked.x) == frame["x"].iloc[[3, 1]].tolist()
    assert list(marked.text) == ["text 3<br>RANDOM: rank 1", "text 1<br>RANDOM: rank 2"]


def test_languages_beyond_the_palette_are_one_grey_group() -> None:
    languages = [f"l{i:02}" for i in range(15)]
    frame = pd.concat([points(1, language) for language in languages]).assign(row=range(15))
    figure = map_figure(frame, language_colors(languages), {})
    assert "3 other languages (3)" in [trace.name for trace in figure.data]


def test_points_are_typed_arrays_and_the_margin_leaves_room_for_the_toolbar() -> None:
    figure = map_figure(points(10), {"hi": PALETTE[0]}, {})
    assert figure.data[0].type == "scattergl"
    assert figure.data[0].x.dtype == np.float32
    assert figure.data[0].customdata.dtype == np.int32
    assert figure.layout.margin.t >= 50
    assert figure.layout.uirevision


def test_a_language_that_is_markup_is_shown_and_not_interpreted() -> None:
    code = "<a href='https://example.org'>%{x}</a>"
    assert map_figure(points(3, code), language_colors([code]), {}).data[0].name.startswith("&lt;a href")


def test_all_hovers_of_a_point_show_its_rank_in_every_strategy() -> None:
    figure = map_figure(points(4), {"hi": PALETTE[0]}, {"RANDOM": [3, 1], "GOLD": [1]})
    both = "text 1<br>RANDOM: rank 2<br>GOLD: rank 1"
    named = [trace for trace in figure.data if trace.name.startswith(("Hindi", "RANDOM"))]
    assert [trace.text[1] for trace in named if trace.text] == [both] * 2
    assert figure.data[-1].text[0] == both


def test_a_target_point_does_not_show_the_rank_of_the_pool_row_with_its_number() -> None:
    frame = pd.concat([points(4), points(2, "ne", target=True)], ignore_index=True)
    figure = map_figure(frame, {"hi": PALETTE[0]}, {"RANDOM": [1]})
    assert list(figure.data[1].text) == ["text 0", "text 1"]


def test_the_colour_bar_of_a_margin_explains_its_ends_and_low_values_are_on_top() -> None:
    scale = ColorScale(
        np.array([0.1, 0.9, 0.5, np.nan]), "Margin", ("uncertain", "certain"), low_stands_out=True
    )
    figure = map_figure(points(4), scale, {})
    assert [trace.name for trace in figure.data[:2]] == ["No value (1)", "Source pool (3)"]
    assert list(figure.data[1].customdata) == [1, 2, 0]
    assert [text.split(" · ")[1] for text in figure.layout.coloraxis.colorbar.ticktext] == [
        "uncertain",
        "certain",
    ]


def test_the_colour_bar_of_a_density_has_no_numbers_and_its_points_no_legend_entry() -> None:
    frame = points(4)
    frame.loc[3, ["x", "y"]] = frame.loc[2, ["x", "y"]]
    figure = map_figure(frame, by_density(frame[["x", "y"]].to_numpy(np.float32)), {})
    assert figure.layout.coloraxis.colorbar.ticktext == ("few", "many")
    assert not figure.data[0].showlegend


@pytest.mark.parametrize(("dark", "strong"), [(False, "#00224e"), (True, "#fee838")])
@pytest.mark.parametrize("low", [False, True])
def test_the_values_to_look_at_stand_out_from_the_page(dark: bool, strong: str, low: bool) -> None:
    scale = ColorScale(np.array([0.1, 0.9, 0.5, 0.4]), "Value", ("a", "b"), low_stands_out=low)
    axis = map_figure(points(4), scale, {}, dark).layout.coloraxis
    colors = [color for _, color in axis.colorscale]
    assert (colors[::-1] if axis.reversescale else colors)[0 if low else -1] == strong


def test_zooming_in_on_a_hit_shows_its_surroundings_and_its_text() -> None:
    frame = points(30)
    figure = map_figure(frame, {"hi": PALETTE[0]}, {}, hits=SearchHits([4, 9], focus=9))
    x, y = frame.loc[9, ["x", "y"]]
    assert figure.data[-1].name == "Found (2)"
    assert figure.layout.xaxis.range == pytest.approx(
        (x - 0.07 * np.ptp(frame["x"]), x + 0.07 * np.ptp(frame["x"]))
    )
    assert sum(figure.layout.yaxis.range) / 2 == pytest.approx(y)
    assert figure.layout.annotations[0].text == "text 9"
    assert figure.layout.uirevision != map_figure(frame, {"hi": PALETTE[0]}, {}).layout.uirevision

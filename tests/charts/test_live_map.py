import json
import zlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from demux_core.base.palette import OTHER_COLOR
from demux_core.charts import live_map
from demux_core.charts.point_arrays import PackedArray, pack_points
from demux_core.charts.point_colors import ColorGroup, ColorGroups, ColorScale

COMPONENT = Path(__file__).parents[2] / "pages/ui/map/component"
GROUPS = ColorGroups(
    np.array([2, 0, 0, 1, 0]),
    (
        ColorGroup("Hindi", "#111111"),
        ColorGroup("A &amp; B", "#222222"),
        ColorGroup("Rest", "#999999", faint=True),
    ),
)
SCALE = ColorScale(np.array([0.0, 1.0, np.nan, 0.5]), "Margin<br>low = uncertain", ("uncertain", "certain"))
CHOSEN = ColorGroups(
    np.array([0, 2, 1, 2]),
    (
        ColorGroup("RANDOM", "#111111", symbol="circle"),
        ColorGroup("Both", "#222222", symbol="star"),
        ColorGroup("Not chosen", "#999999", faint=True),
    ),
)


def read(packed: PackedArray) -> list[int]:
    start = 4 + int.from_bytes(packed.data[:4], "little")
    assert json.loads(packed.data[4:start])["type"] == "uint8"
    return list(zlib.decompress(packed.data[start:]))


def names(entries: list[dict]) -> list[tuple[str, int]]:
    return [(entry["name"], entry["count"]) for entry in entries]


def drawing_order(colors: ColorScale) -> list[int]:
    layers = live_map.color_table(colors, dark=True)["layers"]
    codes = read(live_map.color_codes(colors))
    return sorted(range(len(codes)), key=lambda row: layers[codes[row]])


def test_codes_look_up_colour_opacity_and_legend_entry() -> None:
    table = live_map.color_table(GROUPS, dark=False)
    codes = read(live_map.color_codes(GROUPS))
    assert [table["colors"][code] for code in codes] == [
        "#999999",
        "#111111",
        "#111111",
        "#222222",
        "#111111",
    ]
    assert [table["entry_of"][code] for code in codes] == ["Rest", "Hindi", "Hindi", "A & B", "Hindi"]
    assert table["opacities"][2] < table["opacities"][0]


def test_the_legend_has_the_faint_last_and_counts_what_is_shown() -> None:
    assert names(live_map.legend_entries(GROUPS)) == [("Hindi", 3), ("A & B", 1), ("Rest", 1)]
    shown = np.array([True, True, False, False, True])
    assert names(live_map.legend_entries(GROUPS, shown)) == [("Hindi", 2), ("Rest", 1)]
    assert names(live_map.legend_entries(SCALE)) == [("No value", 1)]
    assert live_map.legend_entries(SCALE, np.array([True, True, False, True])) == []


def test_what_to_look_at_is_drawn_last() -> None:
    assert live_map.color_table(GROUPS, dark=False)["layers"] == [1, 1, 0]
    assert drawing_order(SCALE) == [2, 0, 3, 1]  # high values cover low ones, and all cover the unknown
    assert drawing_order(replace(SCALE, low_stands_out=True)) == [2, 1, 3, 0]


def test_values_become_levels_of_a_scale_and_unknown_ones_grey() -> None:
    codes, last = read(live_map.color_codes(SCALE)), live_map.LEVELS - 1
    assert codes[2] == live_map.LEVELS
    assert codes[0] == 0
    assert codes[1] == last
    assert 0 < codes[3] < last
    table = live_map.color_table(SCALE, dark=True)
    assert table["scale"]["title"] == ["Margin", "low = uncertain"]
    assert [end.split(" · ")[1] for end in table["scale"]["ends"]] == ["uncertain", "certain"]
    assert len(table["colors"]) == len(table["opacities"]) == len(table["entry_of"]) == live_map.LEVELS + 1


def test_a_scale_is_turned_round_on_a_dark_page() -> None:
    light, dark = (live_map.color_table(SCALE, each)["scale"]["colors"] for each in (False, True))
    brightness = [sum(int(ramp[0][i : i + 2], 16) for i in (1, 3, 5)) for ramp in (light, dark)]
    assert brightness[0] > brightness[1]  # what stands out least is near the page's own colour


def test_groups_with_a_shape_are_marks_of_their_rows() -> None:
    marks = live_map.group_marks(CHOSEN, dark=False)
    assert [(mark.name, list(mark.rows), mark.look["shape"]) for mark in marks] == [
        ("RANDOM", [0], "circle"),
        ("Both", [2], "star"),
    ]
    assert live_map.group_marks(CHOSEN, False, np.zeros(4, dtype=bool)) == []
    assert live_map.group_marks(SCALE, dark=False) == []


def test_marks_are_told_apart_by_shape() -> None:
    chosen = live_map.picked_marks({"A": [3, 1], "B": [2]}, dark=False)
    marks = [live_map.target_mark(5, 2), live_map.left_out_mark(5, [1], False), *chosen]
    looks = [(mark.look["shape"], mark.look["open"]) for mark in marks]
    assert looks == [("diamond", False), ("diamond", True), ("circle", True), ("square", True)]
    assert marks[1].message()["rows"] == [6]
    assert chosen[0].message()["rows"] == [3, 1]


@pytest.mark.parametrize("colors", [GROUPS, SCALE])
def test_a_background_is_grey_whatever_the_codes_of_its_points(colors: ColorGroups | ColorScale) -> None:
    table = live_map.color_table(colors, dark=False)
    behind = live_map.as_background(table)
    assert set(behind["colors"]) == {OTHER_COLOR}
    assert set(behind["entry_of"]) == {live_map.background_entry(5)["name"]}
    assert all(len(behind[name]) == len(table["colors"]) for name in ("colors", "opacities", "layers"))
    assert behind["scale"] == table["scale"]


def test_chosen_points_have_the_colour_of_their_strategy_or_of_their_code_with_which_they_are_hidden() -> (
    None
):
    own, coded = (live_map.chosen_mark("A", [3, 1], color, False).message() for color in ("#111111", None))
    assert (own["color"], own["coded"], own["follows"]) == ("#111111", False, False)
    assert (coded["coded"], coded["follows"], coded["rows"]) == (True, True, [3, 1])


@pytest.mark.parametrize("dark", [False, True])
def test_marks_have_an_edge_that_shows_them_on_points_of_their_own_colour(dark: bool) -> None:
    marks = [live_map.left_out_mark(5, [1], dark), *live_map.picked_marks({"A": [3]}, dark)]
    assert all(mark.look["edge"] != mark.look["color"] for mark in (*marks, live_map.hit_mark([1], dark)))


@pytest.mark.parametrize("color_by", ["language", "margin"])
def test_a_map_of_a_million_texts_is_sent_in_five_megabytes_and_a_change_in_one(color_by: str) -> None:
    n, random = 1_000_000, np.random.default_rng(1)
    groups = tuple(ColorGroup(f"Language {number}", "#111111") for number in range(60))
    colors: dict[str, ColorGroups | ColorScale] = {
        "language": ColorGroups(random.integers(60, size=n), groups),
        "margin": ColorScale(random.random(n), "Margin", ("uncertain", "certain"), low_stands_out=True),
    }
    points = pack_points(random.normal(size=(n + 2_000, 2)).astype(np.float32))
    library = (COMPONENT / "scatterplot.js").stat().st_size
    codes = live_map.color_codes(colors[color_by])
    assert len(points.array.data) + library + len(codes.data) < 5_000_000
    assert len(codes.data) < n


def test_the_target_sample_is_a_range_of_the_points() -> None:
    message = live_map.target_mark(1_000, 2_000).message()
    assert (message["first"], message["count"]) == (1_000, 2_000)
    assert "rows" not in message
    assert len(json.dumps(message)) < 250

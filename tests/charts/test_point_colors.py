import numpy as np
import pytest

from demux_core import Encoding
from demux_core.analysis.overlap import overlap
from demux_core.base.palette import OTHER_COLOR, PALETTE
from demux_core.charts.point_colors import (
    ColorGroups,
    by_density,
    by_difference,
    by_label,
    by_language,
    by_strategy,
    by_uncertainty,
)
from demux_core.strategies.display import strategy_color


def names(paint: ColorGroups) -> list[str]:
    return [paint.groups[number].name for number in paint.of]


def test_languages_without_a_colour_are_one_grey_group_that_says_how_many_they_are() -> None:
    colors = {"hi": PALETTE[0], "en": OTHER_COLOR, "fr": OTHER_COLOR}
    paint = by_language(["hi", "en", "fr", "en"], colors)
    assert names(paint) == ["Hindi", *["2 other languages"] * 3]
    assert paint.groups[-1].faint
    assert names(by_language(["hi", "en"], colors))[1] == "1 other language"


def test_a_margin_is_a_margin_whose_low_values_stand_out() -> None:
    doubt = np.array([-0.25, -0.75], np.float32)
    paint = by_uncertainty(Encoding(["a", "b"], None, doubt, measure="margin"))
    assert paint.values.tolist() == [0.25, 0.75]
    assert (paint.ends, paint.strong_is_low) == (("uncertain", "sure"), True)
    assert "low = uncertain" in paint.title


def test_another_measure_is_an_uncertainty_whose_high_values_stand_out() -> None:
    paint = by_uncertainty(Encoding(["a", "b"], None, np.array([1, 3], np.float32), measure="mnlp"))
    assert (paint.values.tolist(), paint.ends, paint.strong_is_low) == ([1, 3], ("sure", "uncertain"), False)


def test_a_point_of_several_strategies_is_of_a_group_of_its_own() -> None:
    paint = by_strategy(5, {"random": [0, 1], "average_dist": [1, 4]})
    assert names(paint) == ["RANDOM", "Several strategies", "Not chosen", "Not chosen", "AVERAGE-DIST"]
    assert paint.groups[0].color == strategy_color("random")


def test_the_difference_has_four_groups_of_different_shape() -> None:
    paint = by_difference(4, ("random", "average_dist"), overlap([0, 1], [1, 2]))
    assert names(paint) == ["RANDOM only", "Both", "AVERAGE-DIST only", "Neither"]
    assert len({group.symbol for group in paint.groups}) == 4


def test_labels_have_colours_by_frequency_and_are_escaped_and_cut() -> None:
    paint = by_label(5, {0: "b", 1: "b", 2: "<i>", 4: "x" * 50})
    assert names(paint)[:4] == ["b", "b", "&lt;i&gt;", "No label"]
    assert names(paint)[4] == "x" * 27 + "…"
    assert paint.groups[0].color == PALETTE[0]


def test_past_the_palette_labels_are_one_grey_group() -> None:
    paint = by_label(20, {row: f"label {row:02}" for row in range(15)})
    assert names(paint)[12:] == ["3 other labels"] * 3 + ["No label"] * 5


def test_the_density_is_highest_where_points_are_close_and_the_same_for_a_wider_map() -> None:
    crowd = np.random.default_rng(1).normal(scale=0.1, size=(50, 2))
    points = np.vstack([crowd, [[5, 5], [-5, 5]]]).astype(np.float32)
    values = by_density(points).values
    assert values.max() == 1
    assert values[:50].min() > 4 * values[50:].max()
    assert by_density(points * np.float32(8)).values == pytest.approx(values)
    assert by_density(points[:1]).values.tolist() == [1.0]

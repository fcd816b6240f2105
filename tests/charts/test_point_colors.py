import numpy as np

from demux_core import Encoding
from demux_core.analysis.overlap import overlap
from demux_core.base.palette import OTHER_COLOR, PALETTE
from demux_core.charts.point_colors import (
    ColorGroups,
    by_difference,
    by_label,
    by_language,
    by_strategy,
    by_uncertainty,
)
from demux_core.strategies.display import strategy_color


def names(colors: ColorGroups) -> list[str]:
    return [colors.groups[number].name for number in colors.group_of]


def test_languages_without_a_colour_are_one_grey_group_that_counts_them() -> None:
    colors = {"hi": PALETTE[0], "en": OTHER_COLOR, "fr": OTHER_COLOR}
    groups = by_language(["hi", "en", "fr", "en"], colors)
    assert names(groups) == ["Hindi", *["2 other languages"] * 3]
    assert groups.groups[-1].faint
    assert names(by_language(["hi", "en"], colors))[1] == "1 other language"


def test_a_margin_is_a_margin_whose_low_values_stand_out() -> None:
    uncertainty = np.array([-0.25, -0.75], np.float32)
    scale = by_uncertainty(Encoding(["a", "b"], None, uncertainty, measure="margin"))
    assert scale.values.tolist() == [0.25, 0.75]
    assert (scale.ends, scale.low_stands_out) == (("uncertain", "certain"), True)
    assert "low = uncertain" in scale.title


def test_another_measure_is_an_uncertainty_whose_high_values_stand_out() -> None:
    scale = by_uncertainty(Encoding(["a", "b"], None, np.array([1, 3], np.float32), measure="mnlp"))
    assert (scale.values.tolist(), scale.ends, scale.low_stands_out) == (
        [1, 3],
        ("certain", "uncertain"),
        False,
    )


def test_points_that_several_strategies_chose_are_a_group_of_their_own() -> None:
    colored = by_strategy(5, {"random": [0, 1], "average_dist": [1, 4]})
    assert names(colored) == ["RANDOM", "Several strategies", "Not chosen", "Not chosen", "AVERAGE-DIST"]
    assert colored.groups[0].color == strategy_color("random")


def test_strategies_are_told_apart_by_shape_from_each_other_and_from_the_target_sample() -> None:
    colored = by_strategy(4, {"random": [0], "average_dist": [1], "cover": [2], "uncertainty": [3]})
    shapes = [group.symbol for group in colored.groups[:-1]]
    assert len(set(shapes)) == 5
    assert "diamond" not in shapes


def test_the_difference_of_two_strategies_has_four_groups_of_different_shapes() -> None:
    colored = by_difference(4, ("random", "average_dist"), overlap([0, 1], [1, 2]))
    assert names(colored) == ["RANDOM only", "Both", "AVERAGE-DIST only", "Neither"]
    assert len({group.symbol for group in colored.groups}) == 4


def test_labels_get_colours_by_frequency_and_are_escaped_and_shortened() -> None:
    colored = by_label(5, {0: "b", 1: "b", 2: "<i>", 4: "x" * 50})
    assert names(colored)[:4] == ["b", "b", "&lt;i&gt;", "No label"]
    assert names(colored)[4] == "x" * 27 + "…"
    assert colored.groups[0].color == PALETTE[0]


def test_labels_beyond_the_palette_are_one_grey_group() -> None:
    colored = by_label(20, {row: f"label {row:02}" for row in range(15)})
    assert names(colored)[12:] == ["3 other labels"] * 3 + ["No label"] * 5

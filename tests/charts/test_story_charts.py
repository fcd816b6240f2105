"""The first picture: every point in its colour, every score with the interval of its gain."""

import math

import pandas as pd
import pytest

from demux_core.analysis.purchase import Difference, Purchase
from demux_core.charts.story_charts import CHOSEN_COLOR, bought_figure, where_figure

BOUGHT = Purchase(
    "f1", "cover", 10, 22.3, Difference(-0.7, -5, 4), Difference(4, -2, 10), Difference(4.7, 0.4, 9.6)
)


@pytest.mark.parametrize("dark", [False, True])
def test_pool_target_and_chosen_points_are_apart_and_the_chosen_ones_on_top(dark: bool) -> None:
    points = pd.DataFrame({"x": [0, 1, 2, 3], "y": 0, "part": ["pool", "chosen", "pool", "target"]})
    names = {"pool": "the pool", "target": "the sample", "chosen": "chosen"}
    figure = where_figure(points, names, dark)
    assert [(trace.name, list(trace.x)) for trace in figure.data] == [
        ("the pool", [0, 2]),
        ("the sample", [3]),
        ("chosen", [1]),
    ]
    assert figure.data[2].marker.color == CHOSEN_COLOR


def test_bars_begin_at_zero_and_carry_the_interval_of_their_gain() -> None:
    figure = bought_figure(BOUGHT, "F1")
    (bars,) = figure.data
    assert list(bars.y) == ["0 labels", "10 random labels", "10 chosen labels"]
    assert list(bars.x) == pytest.approx([22.3, 21.6, 26.3])
    assert list(bars.error_x.array)[1:] == pytest.approx([4.7, 6])
    assert list(bars.error_x.arrayminus)[1:] == pytest.approx([4.3, 6])
    assert math.isnan(bars.error_x.array[0])
    assert figure.layout.xaxis.rangemode == "tozero"


def test_names_of_bars_stand_above_them_where_a_narrow_page_cannot_cut_them() -> None:
    figure = bought_figure(BOUGHT, "F1")
    (bars,) = figure.data
    assert not figure.layout.yaxis.showticklabels
    assert [(note.text, note.x) for note in figure.layout.annotations] == [(name, 0) for name in bars.y]
    for place, note in enumerate(figure.layout.annotations):
        assert place - 1 + bars.width / 2 < note.y <= place - bars.width / 2  # between two bars

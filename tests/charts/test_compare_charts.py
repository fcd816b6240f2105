from collections import Counter

import numpy as np
import pandas as pd
import pytest

from demux_core.base.palette import PALETTE
from demux_core.charts.compare_charts import compare_figure
from demux_core.charts.point_colors import by_language
from demux_core.strategies.display import strategy_color

LANGUAGES = ["hi"] * 6 + ["en"] * 4


def frame() -> pd.DataFrame:
    places = np.random.default_rng(1).normal(size=(12, 2)).astype(np.float32)
    columns = {
        "row": [*range(10), 0, 1],
        "language": [*LANGUAGES, "ne", "ne"],
        "target": [False] * 10 + [True] * 2,
    }
    return pd.DataFrame(places, columns=["x", "y"]).assign(hover=[f"text {i}" for i in range(12)], **columns)


PICKED = {"knn_uncertainty": [3, 7], "random": [1]}


def test_each_strategy_has_a_titled_map_on_the_same_coordinates() -> None:
    figure = compare_figure(frame(), PICKED)
    titles = [note.text for note in figure.layout.annotations]
    assert titles == ["<b>KNN-UNCERTAINTY</b> · 2 texts", "<b>RANDOM</b> · 1 text"]
    axes = [figure.layout[name] for name in ("xaxis", "xaxis2", "yaxis", "yaxis2")]
    assert [axis.matches for axis in axes] == ["x", "x", "y", "y"]
    assert Counter(trace.xaxis for trace in figure.data) == {"x": 3, "x2": 3}


def test_each_map_has_the_pool_then_the_chosen_points_then_the_target() -> None:
    background, chosen, target = compare_figure(frame(), PICKED).data[:3]
    assert len(background.x) == 10
    assert sorted(chosen.customdata) == [3, 7]
    assert chosen.text[0] == "text 3<br>KNN-UNCERTAINTY: rank 1"
    assert chosen.marker.color == strategy_color("knn_uncertainty")
    assert list(target.text) == ["text 10", "text 11"]


def test_chosen_points_can_show_their_language_with_one_legend_entry_each() -> None:
    colors = by_language(LANGUAGES, {"hi": PALETTE[0], "en": PALETTE[1]})
    figure = compare_figure(frame(), PICKED, colors)
    in_legend = [trace.name for trace in figure.data if trace.showlegend]
    assert in_legend == ["Source pool", "Hindi", "English", "Target sample"]


@pytest.mark.parametrize(("n", "grid"), [(2, (1, 2)), (3, (1, 3)), (4, (2, 2)), (6, (2, 3))])
def test_two_to_six_maps_are_arranged_in_rows(n: int, grid: tuple[int, int]) -> None:
    figure = compare_figure(frame(), {f"s{i}": [i] for i in range(n)})
    rows_and_columns = figure._get_subplot_rows_columns()
    assert tuple(map(len, rows_and_columns)) == grid

from math import log1p

import numpy as np

from demux_core.analysis.drawn_curves import DrawnCurve
from demux_core.charts.decision_charts import decision_figure


def curve(*scores: float, seeds: int = 5) -> DrawnCurve:
    heights = np.array(scores)
    return DrawnCurve(np.array([0.0, 10, 1000]), heights, np.tile(heights, (10, 1)), seeds)


CURVES = {"random": curve(40, 42, 46), "cover": curve(40, 46, 50), "gold": curve(40, 60, 70)}


def test_no_label_has_a_place_on_the_axis_where_every_curve_starts() -> None:
    figure = decision_figure(CURVES, ["random"], "Accuracy", at=10)
    assert figure.layout.xaxis.ticktext == ("0", "10", "1,000")
    assert figure.layout.xaxis.tickvals == (0.0, log1p(10), log1p(1000))
    assert {trace.y[0] for trace in figure.data if trace.name} == {40.0}


def test_strong_lines_are_wider_on_top_and_have_a_band_but_a_ceiling_has_none() -> None:
    figure = decision_figure(CURVES, ["random", "gold"], "Accuracy")
    assert [trace.name for trace in figure.data if trace.name] == ["COVER", "RANDOM", "GOLD"]
    assert [trace.legendgroup for trace in figure.data if trace.fill == "toself"] == ["random"]
    opacity = {trace.name: trace.opacity for trace in figure.data if trace.name}
    assert opacity["COVER"] < opacity["RANDOM"] == 1


def test_one_seed_has_no_band() -> None:
    figure = decision_figure({"random": curve(40, 42, 46, seeds=1)}, ["random"], "Accuracy")
    assert [trace.fill for trace in figure.data] == [None]
    assert "1 seed" in figure.data[0].text[1]

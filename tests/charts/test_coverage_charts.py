import numpy as np
import pandas as pd
import pytest

from demux_core.charts.coverage_charts import coverage_figure
from demux_core.strategies import STRATEGIES

CURVES = pd.DataFrame(
    [
        (name, budget, share, low, high)
        for name, start, spread in (("random", 0.1, 0.05), ("cover", 0.3, np.nan))
        for budget, share in ((10, start), (50, 2 * start))
        for low, high in [(share - spread, share + spread)]
    ],
    columns=["strategy", "budget", "coverage", "low", "high"],
)


def test_each_strategy_is_a_line_in_its_colour() -> None:
    drawn = {trace.name: trace for trace in coverage_figure(CURVES).data if trace.name}
    assert list(drawn) == ["COVER", "RANDOM"]
    assert list(drawn["COVER"].y) == [0.3, 0.6]
    assert drawn["COVER"].line.color == STRATEGIES["cover"].color
    assert list(drawn["RANDOM"].customdata) == [" (5% to 15%)", " (15% to 25%)"]


def test_random_alone_has_the_band_of_its_draws() -> None:
    (band,) = [trace for trace in coverage_figure(CURVES).data if trace.fill]
    assert band.legendgroup == "random"
    assert list(band.y) == pytest.approx([0.15, 0.25, 0.15, 0.05])


@pytest.mark.parametrize("dark", [False, True])
def test_the_axis_shows_all_shares_and_the_budget_is_marked(dark: bool) -> None:
    figure = coverage_figure(CURVES, at=50, dark=dark)
    assert list(figure.layout.yaxis.range) == [0, 1.02]
    assert figure.layout.shapes[0].x0 == 50

from math import log1p

import numpy as np
import pytest

from demux_core.analysis.forecast import Forecast, forecast
from demux_core.analysis.measured_curve import MeasuredCurve
from demux_core.charts.forecast_charts import forecast_figure


@pytest.fixture(scope="module")
def found() -> Forecast:
    one = forecast(MeasuredCurve((0, 10, 50, 100), (40, 47, 55, 59), seed_error=0.2))
    assert isinstance(one, Forecast)
    return one


def test_measured_points_stand_where_they_were_measured(found: Forecast) -> None:
    points = next(trace for trace in forecast_figure(found, "cover", "F1").data if trace.mode == "markers")
    assert points.name == "COVER, measured"
    np.testing.assert_allclose(np.expm1(points.x), [0, 10, 50, 100], atol=1e-6)
    assert list(points.y) == [40, 47, 55, 59]


def test_the_line_goes_on_dashed_and_the_band_paler_from_the_last_budget_on(found: Forecast) -> None:
    figure = forecast_figure(found, "cover", "F1")
    known, ahead = [trace for trace in figure.data if trace.mode == "lines" and not trace.fill]
    assert (known.line.dash, ahead.line.dash) == ("solid", "dash")
    assert (known.x[-1], known.y[-1]) == (ahead.x[0], ahead.y[0])
    assert ahead.x[-1] == pytest.approx(log1p(1_000))
    opacities = [float(trace.fillcolor.split(",")[-1].strip(" )")) for trace in figure.data if trace.fill]
    assert opacities == sorted(opacities, reverse=True)


def test_the_hover_names_labels_score_and_band(found: Forecast) -> None:
    ahead = next(trace for trace in forecast_figure(found, "cover", "F1").data if trace.name == "forecast")
    labels, low, high = ahead.customdata[-1]
    assert labels == 1_000
    assert (low, high) == (found.score(1_000).low, found.score(1_000).high)


def test_the_chosen_number_of_labels_is_marked(found: Forecast) -> None:
    assert forecast_figure(found, "cover", "F1", at=300).layout.shapes[0].x0 == pytest.approx(log1p(300))

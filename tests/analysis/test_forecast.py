from dataclasses import replace

import numpy as np
import pytest

from demux_core import InputError
from demux_core.analysis.forecast import Forecast, NoForecast, forecast
from demux_core.analysis.measured_curve import MeasuredCurve, measured_curve
from demux_core.analysis.power_law import OFFSET
from demux_core.experiments.cells import Cell, CellRecord, ScoreParts
from tests.helpers.make_results import learning, results

BUDGETS = (0, 10, 50, 100)


def law(budgets: object) -> np.ndarray:
    return 80 - 60 * (np.asarray(budgets) + OFFSET) ** -0.5


RISING = MeasuredCurve(BUDGETS, tuple(law(BUDGETS)), seed_error=0.5)


def of(measured: MeasuredCurve) -> Forecast:
    found = forecast(measured)
    assert isinstance(found, Forecast)
    return found


def test_it_continues_the_curve_with_a_band_that_widens() -> None:
    scores = [of(RISING).score(budget) for budget in (100, 250, 1000)]
    assert [one.value for one in scores] == pytest.approx(law([100, 250, 1000]), abs=0.01)
    widths = [one.high - one.low for one in scores]
    assert widths == sorted(widths)
    assert all(one.low < one.value < one.high for one in scores)


def test_the_band_allows_for_seeds_and_for_test_rows() -> None:
    def width(**errors: float) -> float:
        one = of(replace(RISING, **errors)).score(100)
        return one.high - one.low

    assert width(seed_error=0.1) < width(seed_error=1.0)
    assert width(row_error=0.0) + 8 < width(row_error=3.0)


def test_chance_of_test_rows_does_not_touch_the_gain_of_more_labels() -> None:
    """All models are scored on the same rows."""
    assert of(RISING).gain(100) == of(replace(RISING, row_error=5.0)).gain(100)


def test_the_gain_is_the_difference_of_two_expected_scores() -> None:
    gain = of(RISING).gain(100, 100)
    assert gain.value == pytest.approx(np.diff(law([100, 200]))[0], abs=0.01)
    assert gain.low < gain.value < gain.high


def test_the_labels_for_a_score_are_those_that_reach_it() -> None:
    found = of(RISING)
    need = found.labels_for(float(law(400)))
    assert need.value == pytest.approx(400, rel=0.03)
    assert need.low is not None
    assert need.low < 400
    assert found.labels_for(float(law(0))).value == 0


def test_a_score_out_of_reach_has_no_number_of_labels() -> None:
    need = of(RISING).labels_for(99)
    assert (need.value, need.high) == (None, None)


def test_enough_is_where_the_next_hundred_labels_gain_less() -> None:
    found = of(RISING)
    enough = found.enough(0.5)
    assert enough is not None
    assert found.gain(enough).value < 0.5 <= found.gain(enough - 20).value
    assert found.enough(0.0001) is None


def test_it_reaches_ten_times_the_last_budget() -> None:
    assert of(RISING).farthest == 1_000
    with pytest.raises(InputError, match=r"from 0 to 1,000 labels .* got 1,001"):
        of(RISING).score(1_001)


def test_the_same_points_give_the_same_forecast() -> None:
    assert of(RISING).score(500) == of(RISING).score(500)


def test_below_four_budgets_there_is_none() -> None:
    found = forecast(MeasuredCurve(BUDGETS[:3], RISING.scores[:3]))
    assert isinstance(found, NoForecast)
    assert found.reason.endswith("at 4 different numbers of labels (0 is one), got 3.")


@pytest.mark.parametrize(
    ("scores", "error"),
    [
        ((60.0, 60.0, 60.0, 60.0), 0.0),
        ((60.0, 61.2, 59.5, 60.4), 0.0),
        ((60.0, 58.0, 56.0, 55.0), 0.0),
        ((60.0, 60.5, 61.0, 61.5), 3.0),
    ],
    ids=["flat", "up and down", "falling", "rising less than seeds differ"],
)
def test_a_curve_that_has_not_clearly_risen_has_none(scores: tuple[float, ...], error: float) -> None:
    found = forecast(MeasuredCurve(BUDGETS, scores, error))
    assert isinstance(found, NoForecast)
    assert "has not clearly risen so far (60.0 with 0 labels" in found.reason


def test_a_measured_curve_starts_from_en_ft_and_pools_how_much_seeds_vary() -> None:
    measured = measured_curve(learning({"random": 4.0, "cover": 9.0}), "random")
    assert measured.budgets == (0, 10, 50, 100)
    assert measured.scores == (55, 60, 62, 64)
    assert measured.seed_error == pytest.approx(0.5 / np.sqrt(3))  # seeds lie half a point apart
    assert measured.row_error == 0


def test_with_one_seed_nothing_is_known_of_how_seeds_vary() -> None:
    assert measured_curve(results(("all", "random", 2, 10, 60.0)), "random").seed_error == 0


def test_the_error_over_test_rows_is_that_of_a_share() -> None:
    hits = [1.0] * 60 + [0.0] * 40
    record = CellRecord(Cell("random", 2, 1, 100), {}, items=ScoreParts(hits, [1.0] * 100))
    measured = measured_curve(learning({"random": 4.0}), "random", records=[record])
    assert measured.row_error == pytest.approx(100 * np.sqrt(0.6 * 0.4 / 100))

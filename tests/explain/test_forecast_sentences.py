import re

import pytest

from demux_core.analysis.forecast import Forecast, forecast
from demux_core.analysis.measured_curve import MeasuredCurve
from demux_core.explain import forecast_sentences as words


def of(*scores: float) -> Forecast:
    found = forecast(MeasuredCurve((0, 10, 50, 100), scores, seed_error=0.2))
    assert isinstance(found, Forecast)
    return found


STEEP, LEVELLED = of(40, 47, 55, 59), of(40, 50, 50.5, 50.6)


def test_the_expected_score_has_its_band() -> None:
    sentence = words.score_sentence(STEEP, 500, "cover", "accuracy")
    assert sentence == "With 500 labels chosen by COVER, expect 66% (52 to 81)."


def test_the_gain_has_its_interval() -> None:
    pattern = r"After 100 labels, the next 100 gain about 3\.4 points \([+−][\d.]+ to \+[\d.]+\)\."
    assert re.fullmatch(pattern, words.gain_sentence(STEEP, 100))


def test_a_score_needs_labels_or_is_out_of_reach() -> None:
    assert words.need_sentence(STEEP, 65, "f1") == "65 needs about 370 labels (160 to more than 1,000)."
    assert words.need_sentence(STEEP, 99.5, "accuracy").startswith(
        "99.5% is not expected within 1,000 labels"
    )


def test_the_advice_is_to_go_on_while_labels_gain() -> None:
    sentence = words.advice_sentence(STEEP)
    assert sentence.startswith("Go on: the next 100 labels gain about 3.4 points (")
    assert "From about " in sentence
    assert sentence.endswith("labels on, they gain less than 1 point.")


@pytest.mark.parametrize(("worthwhile", "start"), [(5.0, "Stop here: "), (0.5, "Consider stopping: ")])
def test_the_advice_is_to_stop_where_labels_gain_little(worthwhile: float, start: str) -> None:
    assert words.advice_sentence(LEVELLED, worthwhile).startswith(start)


@pytest.mark.parametrize(("labels", "shown"), [(0, 0), (87, 87), (123, 120), (1_472, 1_500), (9_960, 10_000)])
def test_labels_have_two_digits(labels: int, shown: int) -> None:
    assert words.about(labels) == shown

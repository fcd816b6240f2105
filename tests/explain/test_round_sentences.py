from dataclasses import replace

from demux_core.analysis.forecast import Estimate, forecast
from demux_core.analysis.measured_curve import MeasuredCurve
from demux_core.explain.round_sentences import RoundChange, round_sentences

SCORED = RoundChange(
    2, 40, 20, "accuracy", 55.0, Estimate(3.0, -2.1, 8.1), 120, (46.1, 63.6), more_certain=132, sample=200
)


def test_a_round_says_its_score_its_gain_and_on_how_many_test_rows() -> None:
    first, second = round_sentences(SCORED)
    assert first == (
        "Round 2 trained on 40 labels: accuracy 55.0 (95% interval 46.1 to 63.6, 120 test rows), +3.0 "
        "compared with the model before (95% interval −2.1 to +8.1); this may be chance."
    )
    assert second == "The model is more certain than before about 132 of 200 target texts."


def test_the_first_score_has_its_interval_too() -> None:
    told = round_sentences(replace(SCORED, gain=None))[0]
    assert told.endswith("accuracy 55.0 (95% interval 46.1 to 63.6, 120 test rows).")


def test_a_clear_gain_is_not_called_chance() -> None:
    assert "chance" not in round_sentences(replace(SCORED, gain=Estimate(6.0, 1.0, 11.0)))[0]


def test_without_a_test_the_new_labels_test_the_model_before() -> None:
    told = " ".join(round_sentences(RoundChange(2, 40, 20, agreement=65.0)))
    assert "on the 20 new labels the model before reached 65" in told
    assert told.endswith("Add a test to see when to stop.")


def test_coverage_is_told_where_it_is_known() -> None:
    told = round_sentences(replace(SCORED, covered=(62, 104)))
    assert "104 of 200 target texts have a labelled text near (62 before)." in told


def test_the_advice_is_the_forecast_or_why_there_is_none() -> None:
    rising = MeasuredCurve((0, 10, 50, 100), (40, 47, 55, 59), 0.2)
    assert round_sentences(replace(SCORED, outlook=forecast(rising)))[-1].startswith("Go on: ")
    short = MeasuredCurve((0, 10), (40, 47))
    last = round_sentences(replace(SCORED, outlook=forecast(short)))[-1]
    assert last.startswith("When to stop is not known yet. A forecast needs scores at 4")

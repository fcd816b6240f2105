from typing import Any

import pytest

from demux_core.explain.advice_sentences import advice_sentences, expectation_sentence

GAIN = {"mean": 1.25, "low": -1, "high": 3.5, "targets": 12}


def advice(
    strategy: str = "cover", gain: dict[str, Any] | None = GAIN, saved: int | None = 40
) -> dict[str, Any]:
    known = {"expected_gain": gain, "labels_saved": saved}
    return {"strategy": strategy, "budget": 50, "reason": "It gained the most.", **known}


def test_a_gain_is_expected_from_others_with_its_interval_and_the_labels_saved() -> None:
    assert expectation_sentence(advice()) == (
        "Expected from 12 targets like yours, measured with linear probes: 50 texts chosen by COVER gain "
        "+1.2 points over random ones (−1.0 to +3.5 on one new target). There, random texts needed about 40 "
        "more labels for the same score."
    )


def test_where_no_measured_budget_was_enough_the_labels_saved_are_a_lower_bound() -> None:
    assert "at least 950 more labels" in expectation_sentence(advice(saved=950))


@pytest.mark.parametrize("saved", [None, 0, -3])
def test_labels_that_are_not_saved_are_not_mentioned(saved: int | None) -> None:
    assert "more labels" not in expectation_sentence(advice(saved=saved))


def test_random_texts_gain_nothing_over_themselves() -> None:
    said = expectation_sentence(advice("random"))
    assert said.endswith("at 50 labels no strategy gains over texts drawn at random.")


def test_what_is_not_known_is_not_expected() -> None:
    assert expectation_sentence(advice(gain=None)) == "What 50 labels will gain here cannot be estimated."
    assert advice_sentences(advice(gain=None)) == "It gained the most."


def test_the_reason_comes_before_the_expectation() -> None:
    assert advice_sentences(advice()).startswith("It gained the most. Expected from 12 targets")

import dataclasses

import pytest

from demux_core import InputError
from demux_core.modelling.metrics import score
from tests.helpers import make


def test_languages_count_the_same_whatever_their_size() -> None:
    data = make.sequences(["one", "two", "three"], ["a", "b", "b"])
    frame = data.frame.assign(language=["hi", "mr", "mr"])
    found = score(dataclasses.replace(data, frame=frame), ["a", "a", "b"])
    assert found["main"] == "accuracy"
    assert found["languages"]["hi"] == {"rows": 1, "scores": {"accuracy": 100.0, "macro_f1": 100.0}}
    assert found["languages"]["mr"]["scores"]["accuracy"] == 50
    assert found["scores"]["accuracy"] == 75


def test_rows_whose_language_is_a_guess_count_as_one_language() -> None:
    data = make.sequences(["one", "two", "three", "four", "five"], ["a"] * 5)
    frame = data.frame.assign(language=["ne", "ne", "hi", "mr", "mr"], confidence=[0.8, 0.7, 0.6, 1.0, 1.0])
    found = score(dataclasses.replace(data, frame=frame), ["a", "a", "b", "a", "a"])
    assert {language: part["rows"] for language, part in found["languages"].items()} == {"mr": 2, "ne": 3}
    assert found["scores"]["accuracy"] == pytest.approx((100 + 200 / 3) / 2)


def test_data_without_labels_cannot_be_scored() -> None:
    with pytest.raises(InputError, match="evaluation data must be labelled"):
        score(make.sequences(["a"]), ["x"])

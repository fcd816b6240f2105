import pandas as pd

from demux_core import Dataset
from demux_core.data.overlaps import overlaps
from tests.helpers.make import sentences, sequences


def pair(a: Dataset, b: Dataset) -> "pd.Series[int]":
    return overlaps({"a": a, "b": b}).set_index(["part", "other"]).loc[("a", "b")]


def test_equal_texts_are_the_same_and_others_are_not() -> None:
    found = pair(sequences(["one", "two", "three"]), sequences(["two", "four"]))
    assert (found["rows"], found["same"], found["similar"], found["shared"]) == (3, 1, 0, 1)


def test_case_width_spaces_and_punctuation_make_a_text_similar() -> None:
    found = pair(sequences(["Hello, World!", "ＡＢＣ"]), sequences(["hello   world", "abc."]))
    assert (found["same"], found["similar"]) == (0, 2)


def test_vowel_signs_are_no_punctuation() -> None:
    assert pair(sequences(["कि", "की"]), sequences(["का"]))["shared"] == 0


def test_texts_of_signs_only_are_compared_as_they_are() -> None:
    assert pair(sequences(["!!!", "👍"]), sequences(["???", "👍"]))["shared"] == 1


def test_rows_of_one_group_are_parallel() -> None:
    one, two = sequences(["hello"]), sequences(["bonjour"], language="fr")
    for dataset in (one, two):
        dataset.frame["group"] = "17"
    assert pair(one, two)["parallel"] == 1


def test_different_tasks_share_nothing() -> None:
    assert pair(sequences(["hello"]), sentences([["hello"]]))["shared"] == 0


def test_each_ordered_pair_has_a_row() -> None:
    data = {name: sequences([name]) for name in ("pool", "target", "test")}
    assert len(overlaps(data)) == 6
    assert len(overlaps({"pool": data["pool"]})) == 0

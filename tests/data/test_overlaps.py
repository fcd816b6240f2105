import pandas as pd

from demux_core import Dataset
from demux_core.data.overlaps import overlaps
from tests.helpers.make import sentences, sequences


def pair(a: Dataset, b: Dataset) -> "pd.Series[int]":
    return overlaps({"a": a, "b": b}).set_index(["part", "other"]).loc[("a", "b")]


def test_equal_texts_are_the_same_and_others_are_not() -> None:
    counts = pair(sequences(["one", "two", "three", "five"]), sequences(["two", "four"]))
    assert (counts["rows"], counts["same"], counts["similar"], counts["shared"]) == (4, 1, 0, 1)


def test_case_width_spaces_and_punctuation_make_a_text_similar() -> None:
    counts = pair(sequences(["Hello, World!", "ＡＢＣ"]), sequences(["hello   world", "abc."]))
    assert (counts["same"], counts["similar"]) == (0, 2)


def test_vowel_signs_are_not_punctuation() -> None:
    assert pair(sequences(["कि", "की"]), sequences(["का"]))["shared"] == 0


def test_texts_without_letters_are_compared_unchanged() -> None:
    assert pair(sequences(["!!!", "👍"]), sequences(["???", "👍"]))["shared"] == 1


def test_rows_of_the_same_group_are_parallel() -> None:
    english, french = sequences(["hello"]), sequences(["bonjour"], language="fr")
    for dataset in (english, french):
        dataset.frame["group"] = "17"
    assert pair(english, french)["parallel"] == 1


def test_datasets_of_different_tasks_share_nothing() -> None:
    assert pair(sequences(["hello"]), sentences([["hello"]]))["shared"] == 0


def test_every_ordered_pair_of_datasets_has_a_row() -> None:
    data = {name: sequences([name]) for name in ("pool", "target", "test")}
    assert len(overlaps(data)) == 6
    assert len(overlaps({"pool": data["pool"]})) == 0

from collections.abc import Mapping, Sequence

import pytest

from demux_core import Dataset
from demux_core.data.leakage import left_out, left_out_notes, without_leaks
from tests.helpers.make import sequences


def part(texts: Sequence[str], groups: Sequence[str | None] | None = None) -> Dataset:
    dataset = sequences(texts)
    if groups is not None:
        dataset.frame["group"] = groups
    return dataset


def kept(data: Mapping[str, Dataset], role: str = "source") -> list[str]:
    return list(without_leaks(data)[role].texts)


@pytest.mark.parametrize("other", ["target", "test", "train"])
@pytest.mark.parametrize(
    "row", [part(["hello"]), part(["bonjour"], ["1"])], ids=["the same text", "a translation"]
)
def test_a_pool_row_that_other_data_has_leaves_the_pool(other: str, row: Dataset) -> None:
    assert kept({"source": part(["hello", "bye"], ["1", None]), other: row}) == ["bye"]


@pytest.mark.parametrize(("other", "left"), [("target", 2), ("test", 1), ("train", 1)])
def test_a_gold_row_leaves_if_the_test_or_the_training_data_has_it(other: str, left: int) -> None:
    assert len(kept({"gold": part(["hello", "bye"]), other: part(["hello"])}, "gold")) == left


def test_what_the_pool_and_the_gold_data_share_stays() -> None:
    data = {"source": part(["hello", "bye"]), "gold": part(["hello"])}
    assert without_leaks(data) == data
    assert left_out(data) == {}


def test_no_other_data_loses_a_row() -> None:
    data = {role: part(["hello"]) for role in ("source", "target", "test", "train", "gold")}
    left = {role: len(dataset) for role, dataset in without_leaks(data).items()}
    assert left == {"source": 0, "target": 1, "test": 1, "train": 1, "gold": 0}


def test_rows_that_leave_are_counted_with_the_reason() -> None:
    pool = part(["a", "b", "c", "d"], ["1", "2", "3", None])
    data = {"source": pool, "target": part(["x"], ["1"]), "train": part(["y", "z"], ["1", "2"])}
    assert left_out(data) == {"source": {"rows": 2, "target": 1, "train": 2}}


def test_what_was_left_out_is_said_in_words() -> None:
    assert left_out_notes({"source": {"rows": 1_012, "train": 1_012}, "gold": {"rows": 1, "test": 1}}) == [
        "left out 1,012 pool rows that are also in the training data, as the same text or as a translation",
        "left out 1 gold row that is also in the test, as the same text or as a translation",
    ]

import pytest

from demux_core.base.errors import InputError
from demux_core.data.joining import join
from tests.helpers.make import sentences, sequences


def test_one_part_is_itself() -> None:
    part = sequences(["a", "b"])
    assert join([part]) == (part, [2])


def test_contents_of_earlier_parts_are_left_out_and_counted() -> None:
    whole, rows = join([sequences(["a", "b"]), sequences(["b", "c", "a"], language="fr")])
    assert whole.texts == ["a", "b", "c"]
    assert whole.languages == ["en", "en", "fr"]
    assert rows == [2, 1]
    assert whole.notes == ("fr sequence: 2 rows of earlier files dropped",)


def test_a_content_whose_labels_differ_keeps_the_first_and_says_so() -> None:
    whole, _ = join([sequences(["a"], ["x"]), sequences(["a", "b"], ["y", "z"])])
    assert list(whole.frame["label"]) == ["x", "z"]
    assert whole.notes == (
        "en sequence: 1 row of earlier files dropped (1 with another label than the row kept)",
    )


def test_a_label_of_a_later_part_is_not_lost() -> None:
    whole, _ = join([sequences(["a", "b"]), sequences(["a"], ["x"])])
    assert list(whole.frame["label"]) == ["x", None]
    assert whole.notes == ("en sequence: 1 row of earlier files dropped",)


def test_an_id_that_is_taken_gets_its_file_s_name_before_it() -> None:
    whole, _ = join([sequences(["a"]), sequences(["b", "c"]), sequences(["d"])])
    assert list(whole.frame["id"]) == ["en-0", "en sequence:en-0", "en-1", "en sequence-2:en-0"]


def test_labels_are_merged() -> None:
    whole, _ = join([sequences(["a"], ["x"]), sequences(["b"], ["y"])])
    assert whole.labels == ["x", "y"]


def test_the_order_of_the_parts_is_part_of_the_content() -> None:
    one, two = sequences(["a"], language="en"), sequences(["b"], language="fr")
    assert join([one, two])[0].content_hash != join([two, one])[0].content_hash


def test_parts_of_different_tasks_are_refused() -> None:
    with pytest.raises(InputError, match="one task"):
        join([sequences(["a"]), sentences([["a"]])])

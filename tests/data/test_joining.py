import pytest

from demux_core.base.errors import InputError
from demux_core.data.joining import join
from tests.helpers.make import sentences, sequences


def test_joining_a_single_part_returns_it() -> None:
    part = sequences(["a", "b"])
    assert join([part]) == (part, [2])


def test_rows_already_in_earlier_parts_are_dropped_and_counted() -> None:
    whole, rows = join([sequences(["a", "b"]), sequences(["b", "c", "a"], language="fr")])
    assert whole.texts == ["a", "b", "c"]
    assert whole.languages == ["en", "en", "fr"]
    assert rows == [2, 1]
    assert whole.notes == ("fr sequence: 2 rows already in earlier files dropped",)


def test_conflicting_labels_keep_the_first_and_are_noted() -> None:
    whole, _ = join([sequences(["a"], ["x"]), sequences(["a", "b"], ["y", "z"])])
    assert list(whole.frame["label"]) == ["x", "z"]
    assert whole.notes == ("en sequence: 1 row already in earlier files dropped (1 with a different label)",)


def test_an_unlabelled_row_takes_its_label_from_a_later_part() -> None:
    whole, _ = join([sequences(["a", "b"]), sequences(["a"], ["x"])])
    assert list(whole.frame["label"]) == ["x", None]
    assert whole.notes == ("en sequence: 1 row already in earlier files dropped",)


def test_a_repeated_id_is_prefixed_with_its_file_name() -> None:
    whole, _ = join([sequences(["a"]), sequences(["b", "c"]), sequences(["d"])])
    assert list(whole.frame["id"]) == ["en-0", "en sequence:en-0", "en-1", "en sequence-2:en-0"]


def test_label_sets_are_merged() -> None:
    whole, _ = join([sequences(["a"], ["x"]), sequences(["b"], ["y"])])
    assert whole.labels == ["x", "y"]


def test_the_content_hash_depends_on_the_order_of_parts() -> None:
    english, french = sequences(["a"], language="en"), sequences(["b"], language="fr")
    assert join([english, french])[0].content_hash != join([french, english])[0].content_hash


def test_parts_of_different_tasks_are_refused() -> None:
    with pytest.raises(InputError, match="the same task"):
        join([sequences(["a"]), sentences([["a"]])])

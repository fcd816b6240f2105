import pytest

from demux_core.analysis.overlap import overlap, pairwise_overlaps


def test_an_overlap_has_the_rows_of_one_of_the_other_and_of_both() -> None:
    found = overlap([5, 1, 9], [9, 2, 1, 7])
    assert found.only_a.tolist() == [5]
    assert found.only_b.tolist() == [2, 7]
    assert found.both.tolist() == [1, 9]
    assert found.jaccard == pytest.approx(2 / 5)


@pytest.mark.parametrize(("a", "b", "share"), [([1, 2], [2, 1], 1), ([1], [2], 0), ([], [], 1), ([], [3], 0)])
def test_the_same_rows_overlap_fully_and_others_not_at_all(a: list[int], b: list[int], share: float) -> None:
    assert overlap(a, b).jaccard == share


def test_all_pairs_are_compared_the_most_similar_first() -> None:
    table = pairwise_overlaps({"a": [0, 1, 2, 3], "b": [9, 8], "c": [3, 2, 9]}, n=10)
    assert table.values.tolist() == [
        ["a", "c", 2, 1, 2, 4 * 3 / 10, 2 / 5],
        ["b", "c", 1, 2, 1, 2 * 3 / 10, 1 / 4],
        ["a", "b", 4, 2, 0, 4 * 2 / 10, 0],
    ]

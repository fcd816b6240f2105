"""Points of the map to read."""

import numpy as np

from demux_core import Encoding
from demux_core.explain.map_points import (
    PointRows,
    chosen_first,
    in_languages,
    matching_points,
    read_points,
    split_rows,
)


def encoding(prefix: str, n: int, language: str) -> Encoding:
    return Encoding(
        ids=[f"{prefix}{i}" for i in range(n)],
        embeddings=np.zeros((n, 2), dtype=np.float32),
        languages=[language] * n,
        texts=[f"text {i} of {prefix}" for i in range(n)],
    )


def test_matches_are_those_of_pool_and_target() -> None:
    rows = matching_points(["good day", "hello"], ["say hello"], "Hello")
    assert rows == PointRows(pool=(1,), target=(0,), total=2)
    assert not len(matching_points(["good day"], ["bye"], "hello"))


def test_of_many_matches_those_of_the_target_come_first() -> None:
    rows = matching_points(["hello"] * 300, ["hello"] * 50, "hello")
    assert (len(rows), len(rows.pool), len(rows.target), rows.total) == (200, 150, 50, 350)


def test_rows_of_the_map_are_split_into_pool_and_target() -> None:
    assert split_rows(np.array([0, 4, 5, 7]), 5) == PointRows(pool=(0, 4), target=(0, 2))


def test_the_table_names_the_strategies_that_chose_a_point_with_their_ranks() -> None:
    picked = {"random": [2, 0], "egalitarian": [2]}
    table = read_points(encoding("p", 3, "hi"), encoding("t", 2, "ne"), PointRows((0, 2), (1,)), picked)
    assert table["in"].tolist() == ["pool", "pool", "target"]
    assert table["language"].tolist() == ["Hindi", "Hindi", "Nepali"]
    assert table["chosen_by"].tolist() == ["RANDOM 2", "RANDOM 1 · EGALITARIAN 1", ""]
    assert table["id"].tolist() == ["p0", "p2", "t1"]


def test_the_table_of_target_points_alone_has_no_pool_row() -> None:
    table = read_points(encoding("p", 3, "hi"), encoding("t", 2, "ne"), PointRows(target=(0,)), {})
    assert table["in"].tolist() == ["target"]


def test_chosen_points_come_first_by_their_best_rank() -> None:
    rows = chosen_first(PointRows((1, 2, 3, 4), (0,)), {"a": [9, 4, 2], "b": [2]})
    assert rows == PointRows((2, 4, 1, 3), (0,))


def test_only_points_of_some_languages_are_kept() -> None:
    source = Encoding(list("abc"), None, languages=["hi", "en", "hi"])
    assert in_languages(PointRows((0, 1, 2), (5,)), source, ["hi"]) == PointRows((0, 2), (5,))

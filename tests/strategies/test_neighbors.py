"""Distances equal those of a full float64 search, also for numbers that are hard on float32."""

from collections.abc import Callable
from pathlib import Path
from unittest.mock import Mock

import numpy as np
import pytest
import scipy.spatial.distance

from demux_core import Encoding, select
from demux_core.strategies import mean_distances, neighbors
from demux_core.strategies.cosine import UnitRows, mean_of, units_from
from demux_core.strategies.mean_distances import mean_distance, nearest_on_average
from demux_core.strategies.neighbors import nearest

DIM, POINTS, QUERIES = 24, 1_500, 30
Pair = tuple[np.ndarray, np.ndarray]


def everyday(generator: np.random.Generator) -> Pair:
    return generator.normal(size=(POINTS, DIM)), generator.normal(size=(QUERIES, DIM))


def lattice(generator: np.random.Generator) -> Pair:
    """Few distinct coordinates: most distances occur many times."""
    return generator.integers(0, 2, (POINTS, 6)), generator.integers(0, 2, (QUERIES, 6))


def duplicates(generator: np.random.Generator) -> Pair:
    """One point 700 times over, far more than any search looks ahead."""
    points, queries = everyday(generator)
    points[generator.permutation(POINTS)[:700]] = queries[0] + 0.01
    return points, queries


def identical(generator: np.random.Generator) -> Pair:
    return np.ones((POINTS, DIM)), generator.normal(size=(QUERIES, DIM))


def a_hair_apart(generator: np.random.Generator) -> Pair:
    """Points that differ in their last bits: float32 sees their distances in the wrong order."""
    points, queries = everyday(generator)
    return points[0] * (1 + 1e-7 * generator.integers(-1, 2, points.shape)), queries


def far_from_the_origin(generator: np.random.Generator) -> Pair:
    """Differences of 1e-3 on numbers of 1e4: nothing is left of them in a float32 dot product."""
    points, queries = everyday(generator)
    return 1e4 + 1e-3 * points, 1e4 + 1e-3 * queries


def one_far_outlier(generator: np.random.Generator) -> Pair:
    points, queries = everyday(generator)
    points[17] *= 1e6
    return points, queries


def squares_overflow(generator: np.random.Generator) -> Pair:
    points, queries = everyday(generator)
    return points * 1e25, queries * 1e25


def some_squares_overflow(generator: np.random.Generator) -> Pair:
    points, queries = everyday(generator)
    points[::2] *= 1e25
    return points, queries


def squares_underflow(generator: np.random.Generator) -> Pair:
    points, queries = everyday(generator)
    return points * 1e-25, queries * 1e-25


KINDS = [
    everyday,
    lattice,
    duplicates,
    identical,
    a_hair_apart,
    far_from_the_origin,
    one_far_outlier,
    squares_overflow,
    some_squares_overflow,
    squares_underflow,
]
every_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)


def pair(kind: Callable[[np.random.Generator], Pair]) -> Pair:
    points, queries = kind(np.random.default_rng(3))
    return points.astype(np.float32), queries.astype(np.float32)


def all_distances(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    differences = left[:, None].astype(np.float64) - right[None].astype(np.float64)
    return np.sqrt((differences**2).sum(axis=-1))


@every_kind
@pytest.mark.parametrize("k", [1, 10, 200, POINTS])
def test_nearest_is_the_full_search_with_ties_by_lower_row(kind: Callable, k: int) -> None:
    points, queries = pair(kind)
    distances, rows = nearest(queries, points, k)
    expected = all_distances(queries, points)
    assert (rows.dtype, rows.shape) == (np.int64, (QUERIES, k))
    assert rows.tolist() == np.argsort(expected, axis=1, kind="stable")[:, :k].tolist()
    assert distances == pytest.approx(np.sort(expected, axis=1)[:, :k], rel=1e-12)


@every_kind
@pytest.mark.parametrize("k", [1, 40, 700])
def test_nearest_on_average_is_the_full_search_with_ties_by_lower_row(kind: Callable, k: int) -> None:
    points, targets = pair(kind)
    allowed = np.arange(0, POINTS, 2)
    rows, means = nearest_on_average(points, targets, k, allowed)
    expected = all_distances(points[allowed], targets).mean(axis=1)
    assert rows.tolist() == allowed[np.argsort(expected, kind="stable")[:k]].tolist()
    assert means == pytest.approx(np.sort(expected)[:k], rel=1e-12)


def test_a_search_for_more_points_than_exist_returns_all() -> None:
    distances, rows = nearest(np.zeros((2, 3)), np.eye(3), 10)
    assert rows.tolist() == [[0, 1, 2]] * 2
    assert distances.tolist() == [[1, 1, 1]] * 2


def test_no_queries_give_no_neighbours() -> None:
    assert nearest(np.empty((0, 3)), np.eye(3), 2)[1].shape == (0, 2)


def test_equal_vectors_have_equal_means_in_every_row() -> None:
    generator = np.random.default_rng(5)
    targets = generator.normal(size=(37, DIM)).astype(np.float32)
    points = np.repeat(generator.normal(size=(1, DIM)), 1_031, axis=0).astype(np.float32)
    assert len(np.unique(mean_distance(points, targets))) == 1


def test_narrow_numbers_are_not_subtracted_at_their_own_precision() -> None:
    points, queries = pair(everyday)
    points, queries = points.astype(np.float16), queries.astype(np.float16)
    assert nearest(queries, points, 5)[1].tolist() == nearest(queries.astype(float), points, 5)[1].tolist()


def test_points_can_be_memory_mapped(tmp_path: Path) -> None:
    points, queries = pair(everyday)
    np.save(tmp_path / "points.npy", points)
    mapped = np.load(tmp_path / "points.npy", mmap_mode="r")
    assert nearest(queries, mapped, 5)[1].tolist() == nearest(queries, points, 5)[1].tolist()


@every_kind
def test_units_that_are_computed_when_looked_at_have_the_same_neighbours(kind: Callable) -> None:
    points, queries = pair(kind)
    mean, chosen = mean_of(points), np.arange(0, POINTS, 3)
    for rows, held in ((None, points), (chosen, points[chosen])):
        looked_at, whole = (
            nearest(queries, part, 10) for part in (UnitRows(points, mean, rows), units_from(held, mean))
        )
        assert [values.tolist() for values in looked_at] == [values.tolist() for values in whole]


def test_the_size_of_blocks_does_not_change_the_result(monkeypatch: pytest.MonkeyPatch) -> None:
    points, queries = pair(duplicates)
    whole = nearest(queries, points, 20), nearest_on_average(points, queries, 20, np.arange(POINTS))
    monkeypatch.setattr(neighbors, "_SEARCH_BLOCK", 97)
    monkeypatch.setattr(neighbors, "_PRODUCT_BLOCK", 64)
    monkeypatch.setattr(mean_distances, "_EXACT_BLOCK", 7)
    monkeypatch.setattr(mean_distances, "_PRODUCT_BLOCK", 64)
    monkeypatch.setattr(neighbors, "_DIFFERENCES", 7 * 24 * DIM)
    parts = nearest(queries, points, 20), nearest_on_average(points, queries, 20, np.arange(POINTS))
    for left, right in zip(whole, parts, strict=True):
        assert [values.tolist() for values in left] == [values.tolist() for values in right]


def test_float32_narrows_an_ordinary_pool_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """No query falls back to a wider search or to the whole pool, and few rows are measured exactly."""
    points, queries = pair(everyday)
    ranked = Mock(wraps=neighbors._ranked)
    monkeypatch.setattr(neighbors, "_ranked", ranked)
    monkeypatch.setattr(neighbors, "_full_search", Mock(side_effect=AssertionError))
    nearest(queries, points, 4)
    assert [call.args[2].shape for call in ranked.call_args_list] == [(QUERIES, 4 + 16)]
    measured = Mock(wraps=mean_distances.mean_distance)
    monkeypatch.setattr(mean_distances, "mean_distance", measured)
    nearest_on_average(points, queries, 4, np.arange(POINTS))
    assert len(measured.call_args.args[2]) < 10


def test_neighbours_that_are_the_same_for_every_target_point_take_two_searches(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    searches = []

    def same(queries: np.ndarray, points: np.ndarray, k: int, *_: object) -> tuple[np.ndarray, np.ndarray]:
        searches.append(k)
        return np.zeros((len(queries), k)), np.tile(np.arange(k), (len(queries), 1))

    monkeypatch.setattr(neighbors, "nearest", same)
    vectors = np.zeros((40_000, 2), dtype=np.float32)
    pool = Encoding([f"p{i}" for i in range(40_000)], vectors, vectors[:, 0])
    target = Encoding([f"t{i}" for i in range(1_000)], vectors[:1_000])
    assert len(select("knn_uncertainty", pool, target, 2_000).rows) == 2_000
    assert len(searches) == 2


def test_copies_of_one_point_are_measured_once(monkeypatch: pytest.MonkeyPatch) -> None:
    measured = Mock(wraps=neighbors._distances)
    monkeypatch.setattr(neighbors, "_distances", measured)
    points = np.tile(np.arange(4, dtype=np.float32).reshape(2, 2), (2_000, 1))
    distances, rows = neighbors.nearest(np.array([[0, 1.5]], dtype=np.float32), points, 3)
    assert rows.tolist() == [[0, 2, 4]]
    assert distances.tolist() == [[0.5, 0.5, 0.5]]
    assert [len(call.args[1]) for call in measured.call_args_list] == [1]


def test_near_equal_points_are_told_apart_without_measuring_them_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Measuring 30,000 near-identical points of 1,000 queries one by one took a minute."""
    points, queries = pair(a_hair_apart)
    measured = Mock(wraps=neighbors._distances)
    monkeypatch.setattr(neighbors, "_distances", measured)
    monkeypatch.setattr(scipy.spatial.distance, "cdist", Mock(side_effect=AssertionError))
    assert nearest(queries, points, 4)[1].shape == (QUERIES, 4)
    assert [len(call.args[1]) < 20 for call in measured.call_args_list] == [True] * QUERIES


def test_a_crowd_of_near_equal_points_around_the_queries_needs_one_search(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """float32 tells them apart once what they share is subtracted without an error."""
    generator = np.random.default_rng(0)
    shared = generator.normal(size=384) / 20
    crowd = (shared + 1e-8 * generator.normal(size=(5_000, 384))).astype(np.float32)
    monkeypatch.setattr(neighbors, "_full_search", Mock(side_effect=AssertionError))
    assert nearest(crowd[4_000:], crowd[:4_000], 16)[1].shape == (1_000, 16)

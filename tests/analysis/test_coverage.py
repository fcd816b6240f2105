import time
from collections.abc import Sequence

import numpy as np
import pytest

from demux_core import Encoding, InputError
from demux_core.analysis.coverage import REACHED, target_view

DIM = 12


def encoding(count: int, seed: int, dim: int = DIM, languages: Sequence[str] | None = None) -> Encoding:
    vectors = np.random.default_rng(seed).normal(1, 1, size=(count, dim)).astype(np.float32)
    return Encoding([f"{seed}-{i}" for i in range(count)], vectors, languages=languages)


def naive_distances(points: np.ndarray, target: np.ndarray, mean: np.ndarray) -> np.ndarray:
    """Distance of each target point to the nearest of ``points``, by plain float64 loops."""
    nearest = []
    for vector in target.astype(np.float64) - mean:
        cosines = [
            vector @ other / np.linalg.norm(vector) / np.linalg.norm(other)
            for other in points.astype(np.float64) - mean
        ]
        nearest.append(1 - max(cosines))
    return np.array(nearest)


POOL, TARGET = encoding(300, 1), encoding(40, 2, languages=["ne"] * 30 + ["mr"] * 10)
CHOSEN = [7, 3, 250, 99, 12, 180]


def test_distances_radius_and_share_are_those_of_a_naive_float64_search() -> None:
    found = target_view(POOL, TARGET).coverage(CHOSEN)
    mean = POOL.embeddings.astype(np.float64).mean(axis=0)
    chosen = naive_distances(POOL.embeddings[CHOSEN], TARGET.embeddings, mean)
    pool = naive_distances(POOL.embeddings, TARGET.embeddings, mean)
    np.testing.assert_allclose(found.chosen, chosen, atol=1e-6)
    np.testing.assert_allclose(found.pool, pool, atol=1e-6)
    assert found.radius == pytest.approx(np.quantile(pool, REACHED), abs=1e-6)
    assert target_view(POOL, TARGET).reachable == (pool <= found.radius + 1e-6).mean()
    assert found.count == (chosen <= found.radius + 1e-6).sum()
    assert found.share == found.count / 40


def test_the_whole_pool_covers_nine_tenths_of_the_target_sample() -> None:
    found = target_view(POOL, TARGET).coverage(range(300))
    assert found.share == pytest.approx(REACHED)
    assert (found.covered == found.reachable).all()


def test_what_is_not_chosen_differs_from_what_the_pool_does_not_have() -> None:
    found = target_view(POOL, TARGET).coverage(CHOSEN)
    assert found.count < found.reachable.sum() < found.total
    assert not (found.covered & ~found.reachable).any()
    assert sorted(found.left_out) == np.flatnonzero(~found.covered).tolist()
    assert found.chosen[found.left_out[0]] == found.chosen.max()


def test_target_languages_are_counted_apart() -> None:
    found = target_view(POOL, TARGET).coverage(CHOSEN)
    assert found.by_language == {
        "ne": found.covered[:30].mean(),
        "mr": found.covered[30:].mean(),
    }


def test_a_choice_grows_with_its_budget_as_if_it_were_made_anew() -> None:
    view = target_view(POOL, TARGET)
    grown = view.by_budget(CHOSEN, [0, 2, 5, 6])
    assert grown[0].count == 0
    for budget, found in zip((2, 5, 6), grown[1:], strict=True):
        again = view.coverage(CHOSEN[:budget]).chosen
        np.testing.assert_allclose(found.chosen, again, atol=1e-6)


def test_a_given_radius_replaces_the_usual_one() -> None:
    assert target_view(POOL, TARGET, 2.0).coverage(CHOSEN).share == 1
    assert target_view(POOL, TARGET, 0.0).coverage(CHOSEN).share == 0
    with pytest.raises(InputError, match="radius must be a distance from 0"):
        target_view(POOL, TARGET, -0.1)


def test_a_target_text_that_is_chosen_itself_is_covered() -> None:
    own = Encoding(["a"], POOL.embeddings[[250]])
    assert target_view(POOL, own).coverage([250]).count == 1


@pytest.mark.parametrize(
    ("pool", "target", "message"),
    [
        (POOL, encoding(0, 3), "needs a pool and a target sample, got 300 and 0"),
        (POOL, encoding(5, 3, dim=4), "encoded by one model"),
        (Encoding(["a"], None), TARGET, "needs embeddings"),
    ],
)
def test_what_cannot_be_compared_is_refused(pool: Encoding, target: Encoding, message: str) -> None:
    with pytest.raises(InputError, match=message):
        target_view(pool, target).coverage([0])


@pytest.mark.alone
def test_a_thousand_chosen_points_are_compared_with_two_thousand_targets_in_well_under_a_second() -> None:
    view = target_view(encoding(5_000, 4, dim=384), encoding(2_000, 5, dim=384))
    rows = np.random.default_rng(0).permutation(5_000)[:1_000]
    assert view.radius > 0  # the search of the whole pool comes once
    start = time.perf_counter()
    view.by_budget(rows, [10, 50, 250, 1_000])
    assert time.perf_counter() - start < 1

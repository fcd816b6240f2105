import os
import subprocess
import sys

import numpy as np
import pytest

from demux_core.modelling import projection
from demux_core.modelling.projection import project


def clusters(count: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(seed)
    centres = generator.normal(size=(4, 48)).astype(np.float32)
    kind = generator.integers(0, 4, count)
    return (centres[kind] + 0.1 * generator.normal(size=(count, 48))).astype(np.float32), kind


def test_the_same_vectors_and_seed_give_the_same_map() -> None:
    points, _ = clusters(300)
    assert np.array_equal(project(points[:250], points[250:]), project(points[:250], points[250:]))


@pytest.mark.parametrize("fitted", [15_000, 150])
def test_neighbours_in_space_are_neighbours_on_the_map(fitted: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(projection, "FITTED", fitted)
    points, kind = clusters(600)
    places = project(points[:500], points[500:])
    assert places.shape == (600, 2)
    assert places.dtype == np.float32
    assert np.isfinite(places).all()
    distances = ((places[:, None] - places[None]) ** 2).sum(axis=2)
    np.fill_diagonal(distances, np.inf)
    assert (kind[distances.argmin(axis=1)] == kind).mean() > 0.95


def test_every_target_point_is_fitted_if_the_limit_allows() -> None:
    rows = projection._sample(30_000, 40, np.random.default_rng(0))
    assert len(rows) == projection.FITTED
    assert set(range(30_000, 30_040)) <= set(rows.tolist())


@pytest.mark.parametrize("count", [2, 5, 9])
def test_a_handful_of_points_has_a_map(count: int) -> None:
    points, _ = clusters(count)
    places = project(points[:-1], points[-1:])
    assert places.shape == (count, 2)
    assert np.isfinite(places).all()


def test_identical_points_do_not_break_the_map() -> None:
    assert np.isfinite(project(np.ones((50, 8), np.float32), np.ones((5, 8), np.float32))).all()


def test_a_map_leaves_the_number_of_threads_as_it_was() -> None:
    script = (
        "import numpy as np, torch\n"
        "from demux_core.modelling.projection import project\n"
        "points = np.random.default_rng(0).normal(size=(300, 16)).astype(np.float32)\n"
        "project(points, points[:50])\n"
        "print(torch.get_num_threads())"
    )
    environment = {name: value for name, value in os.environ.items() if name != "NUMBA_NUM_THREADS"}
    ran = subprocess.run(
        [sys.executable, "-c", script],
        env=environment | {"OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.strip() == "1"

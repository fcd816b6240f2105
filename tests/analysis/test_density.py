import numpy as np
import pytest

from demux_core.analysis.density import local_density


def test_the_density_is_highest_where_points_are_close_and_the_same_for_a_wider_map() -> None:
    crowd = np.random.default_rng(1).normal(scale=0.1, size=(50, 2))
    points = np.vstack([crowd, [[5, 5], [-5, 5]]]).astype(np.float32)
    density = local_density(points)
    assert density.max() == 1
    assert density[:50].min() > 4 * density[50:].max()
    assert local_density(points * np.float32(8)) == pytest.approx(density)
    assert local_density(points[:1]).tolist() == [1.0]

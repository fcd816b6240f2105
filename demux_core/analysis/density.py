"""The density of points on a map."""

import numpy as np
from numpy.typing import NDArray

_GRID = 128
_BLUR, _REACH = 2.5, 8  # cells of the grid


def local_density(points: NDArray[np.float32]) -> NDArray[np.float64]:
    """How many points lie around each of ``points`` (n, 2), as a share of the densest place; (n,)."""
    from scipy.ndimage import gaussian_filter  # type: ignore[import-untyped]

    low, width = points.min(axis=0), np.ptp(points, axis=0)
    cells = np.rint((points - low) / np.where(width > 0, width, 1) * (_GRID - 1)).astype(np.int64)
    counts = np.bincount(cells[:, 0] * _GRID + cells[:, 1], minlength=_GRID**2).reshape(_GRID, _GRID)
    smooth = gaussian_filter(counts.astype(np.float64), _BLUR, mode="constant", radius=_REACH)
    density: NDArray[np.float64] = smooth[cells[:, 0], cells[:, 1]]
    density /= density.max()
    return density

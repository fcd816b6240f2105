"""What is known of a pool and a target sample before any label, to find measured targets like this one."""

from collections import Counter
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from demux_core.analysis.correlation import uncertainty_correlation
from demux_core.base.errors import InputError
from demux_core.base.languages import UNKNOWN
from demux_core.modelling.encoding import Encoding
from demux_core.strategies.cosine import Vectors, centred_units
from demux_core.strategies.neighbors import nearest

_MOST_POOL_ROWS = 20_000
_MOST_TARGET_ROWS = 1_000
_PROBED_POOL_ROWS = 500
_VOTES, _TOP_LANGUAGES = 5, 3
_DUPLICATE = 0.95
_CORRELATION_NEIGHBORS = 8
_LEAST_CORRELATED = 10


@dataclass(frozen=True)
class TargetMeasures:
    """Measures of a pool and a target sample; cosines are of vectors centred by the pool's mean.

    Args:
        nearness: median cosine of a target point to its nearest pool point, minus the same of pool points:
            near 0 where the target lies inside the pool, lower where it lies apart.
        likeness: share of the pool that is as near to the middle of the target sample as nine tenths of its
            own points are.
        concentration: share of the target's 5 nearest pool points that are in the three most frequent
            languages among them; None without languages.
        near_duplicates: share of the pool with another pool point at a cosine of 0.95 or more.
        correlation: of a target point's uncertainty with the mean of its 8 nearest pool points'; None without
            uncertainties, or with fewer than 10 target points.
        relative_uncertainty: share of the pool that the model is more certain about than about the median
            target point; None without uncertainties.
    """

    nearness: float
    likeness: float
    concentration: float | None
    near_duplicates: float
    correlation: float | None
    relative_uncertainty: float | None

    def known(self) -> dict[str, float]:
        """Return the measures that are known, by name."""
        return {name: value for name, value in asdict(self).items() if value is not None}


def target_measures(pool: Encoding, target: Encoding) -> TargetMeasures:
    """Measure a pool and a target sample; of more than 20,000 and 1,000 rows, evenly spread ones.

    Raises:
        InputError: embeddings are missing, or there are fewer than two rows of either.
    """
    pool, target = spread_rows(pool, _MOST_POOL_ROWS), spread_rows(target, _MOST_TARGET_ROWS)
    if pool.embeddings is None or target.embeddings is None:
        raise InputError("measures need embeddings of pool and target; encode both with one model")
    if min(len(pool), len(target)) < 2:
        raise InputError(
            f"measures need two rows of pool and target, got {len(pool)} and {len(target)}; add texts"
        )
    points, sample = centred_units(pool.embeddings, target.embeddings)
    near, neighbors = _neighbors(sample, points, _VOTES)
    among = _nearest_others(points)
    return TargetMeasures(
        float(np.median(near[:, 0]) - np.median(among)),
        _likeness(points, sample),
        _concentration(pool, neighbors),
        float((among >= _DUPLICATE).mean()),
        _correlation(pool, target),
        _relative_uncertainty(pool, target),
    )


def spread_rows(encoding: Encoding, most: int) -> Encoding:
    """Return all rows of an encoding, or ``most`` evenly spread ones where it has more."""
    if len(encoding) <= most:
        return encoding
    return encoding.take(np.linspace(0, len(encoding) - 1, most).astype(np.int64))


def _neighbors(queries: Vectors, points: Vectors, k: int) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return cosines and rows of the k nearest points, (m, k) each."""
    distances, rows = nearest(queries, points, k)
    return 1 - distances**2 / 2, rows


def _nearest_others(points: Vectors) -> NDArray[np.float64]:
    """Return the cosine of some pool points to their nearest other one."""
    rows = np.unique(np.linspace(0, len(points) - 1, _PROBED_POOL_ROWS).astype(np.int64))
    cosines, neighbors = _neighbors(points[rows], points, 2)
    return np.where(neighbors[:, 0] == rows, cosines[:, 1], cosines[:, 0])


def _likeness(points: Vectors, sample: Vectors) -> float:
    middle = sample.mean(axis=0)
    return float((points @ middle >= np.quantile(sample @ middle, 0.1)).mean())


def _concentration(pool: Encoding, neighbors: NDArray[np.int64]) -> float | None:
    if pool.languages is None or set(pool.languages) == {UNKNOWN}:
        return None
    counts = Counter(pool.languages[row] for row in neighbors.ravel().tolist())
    return sum(count for _, count in counts.most_common(_TOP_LANGUAGES)) / neighbors.size


def _correlation(pool: Encoding, target: Encoding) -> float | None:
    if pool.uncertainty is None or target.uncertainty is None or len(target) < _LEAST_CORRELATED:
        return None
    value = uncertainty_correlation(pool, target, [min(_CORRELATION_NEIGHBORS, len(pool))])["r"].iloc[0]
    return float(np.nan_to_num(value))


def _relative_uncertainty(pool: Encoding, target: Encoding) -> float | None:
    if pool.uncertainty is None or target.uncertainty is None:
        return None
    return float((np.asarray(pool.uncertainty) < np.median(target.uncertainty)).mean())

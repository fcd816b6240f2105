"""Coverage: the share of target points with a chosen point near them.

A distance is 1 minus the cosine of vectors centred by the pool's mean: what COVER and ROUND-ROBIN choose by,
and what ``target_measures`` compares. Near means within a radius that the pool itself sets: so near, nine
tenths of the target sample have some pool point. (At the median, no choice could cover more than half.)
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from demux_core.base.errors import InputError
from demux_core.modelling.encoding import Encoding
from demux_core.modelling.presentation import languages_of
from demux_core.strategies.base import Rows
from demux_core.strategies.cosine import Vectors, mean_of, units_from

_Floats = NDArray[np.float64]

REACHED = 0.9
_BLOCK = 4_096
_SLACK = 1e-6  # what float32 products can be off by: the point that sets the radius is within it


@dataclass(frozen=True, eq=False)
class Coverage:
    """Which of the m target points have a chosen point near them.

    Args:
        radius: the largest distance that is near.
        chosen: (m,) distance of each target point to the nearest chosen point; infinite without any.
        pool: (m,) distance to the nearest pool point, chosen or not.
        languages: (m,) language of each target point, "unknown" where it is not known.
    """

    radius: float
    chosen: _Floats
    pool: _Floats
    languages: Sequence[str]

    @property
    def covered(self) -> NDArray[np.bool_]:
        """(m,) whether a chosen point is near."""
        return self.chosen <= self.radius + _SLACK

    @property
    def reachable(self) -> NDArray[np.bool_]:
        """(m,) whether any pool point is near: no choice can cover the others."""
        return self.pool <= self.radius + _SLACK

    @property
    def total(self) -> int:
        """Number of target points."""
        return len(self.chosen)

    @property
    def count(self) -> int:
        """Number of target points with a chosen point near them."""
        return int(self.covered.sum())

    @property
    def share(self) -> float:
        """Share of the target points, 0 to 1."""
        return self.count / self.total

    @property
    def by_language(self) -> dict[str, float]:
        """Target language -> share of its points."""
        return self.by(self.languages)

    def by(self, groups: Sequence[str]) -> dict[str, float]:
        """Group -> share of its points; ``groups`` has that of each of the m target points."""
        names = np.asarray(groups, dtype=object)
        return {str(name): float(self.covered[names == name].mean()) for name in dict.fromkeys(names)}

    @property
    def left_out(self) -> Rows:
        """Rows of the target sample that are not covered, the one farthest from the chosen points first."""
        farthest_first = np.argsort(-self.chosen, kind="stable")
        return farthest_first[~self.covered[farthest_first]]


@dataclass(frozen=True, eq=False)
class TargetView:
    """A target sample seen from its pool: what is near, and what choices of the pool cover.

    Args:
        source: the pool.
        target: the target sample.
        given: the largest distance that is near; by default the one that covers nine tenths.
        groups: (m,) the group of each target point, such as its cluster; by default its language.
    """

    source: Encoding
    target: Encoding
    given: float | None = None
    groups: Sequence[str] | None = None

    @property
    def target_groups(self) -> Sequence[str]:
        """(m,) the group of each target point."""
        return languages_of(self.target) if self.groups is None else self.groups

    @cached_property
    def radius(self) -> float:
        """The largest distance that is near."""
        if self.given is not None:
            return self.given
        return float(np.quantile(self.pool, REACHED))

    @property
    def reachable(self) -> float:
        """Share of the target points that some pool point is near to: about nine tenths by default."""
        return float((self.pool <= self.radius + _SLACK).mean())

    @cached_property
    def pool(self) -> _Floats:
        """(m,) distance of each target point to its nearest pool point."""
        return self._nearest(_vectors(self.source))

    @cached_property
    def _mean(self) -> _Floats:
        return mean_of(_vectors(self.source))

    @cached_property
    def _units(self) -> Vectors:
        return units_from(_vectors(self.target), self._mean)

    def coverage(self, rows: Sequence[int] | Rows) -> Coverage:
        """What ``rows`` of the pool cover."""
        return self.by_budget(rows, [len(rows)])[0]

    def by_budget(self, rows: Sequence[int] | Rows, counts: Sequence[int]) -> list[Coverage]:
        """What the first ``counts`` of ``rows`` cover, ascending; no distance is computed twice."""
        order, done = np.asarray(rows, dtype=np.int64), 0
        nearest, result = np.full(len(self.target), np.inf), []
        for count in counts:
            added = order[done:count]
            nearest, done = np.minimum(nearest, self._nearest(_vectors(self.source)[added])), count
            result.append(Coverage(self.radius, nearest, self.pool, languages_of(self.target)))
        return result

    def _nearest(self, points: Vectors) -> _Floats:
        """(m,) distance of each target point to the nearest of (n, dim) points."""
        highest = np.full(len(self._units), -np.inf, dtype=np.float32)
        for start in range(0, len(points), _BLOCK):
            block = units_from(points[start : start + _BLOCK], self._mean)
            np.maximum(highest, (self._units @ block.T).max(axis=1), out=highest)
        return np.maximum(1 - highest.astype(np.float64), 0)


def target_view(
    source: Encoding, target: Encoding, radius: float | None = None, groups: Sequence[str] | None = None
) -> TargetView:
    """Check a pool and a target sample for ``TargetView.coverage``; its first use searches the whole pool.

    Args:
        source: the pool.
        target: the target sample.
        radius: the largest distance that is near; by default the one that covers nine tenths.
        groups: (m,) the group of each target point; by default its language.

    Raises:
        InputError: vectors are missing or differ in width, there is no point, or the radius is negative.
    """
    if not len(source) or not len(target):
        raise InputError(
            f"coverage needs a pool and a target sample, got {len(source)} and {len(target)}; add texts"
        )
    if _vectors(source).shape[1] != _vectors(target).shape[1]:
        raise InputError("coverage needs pool and target encoded by one model; encode them again")
    if radius is not None and not 0 <= radius <= 2:
        raise InputError(f"radius must be a distance from 0 (same direction) to 2 (opposite), got {radius}")
    return TargetView(source, target, radius, groups)


def _vectors(encoding: Encoding) -> Vectors:
    if encoding.embeddings is None:
        raise InputError("coverage needs embeddings of pool and target; encode both with one model")
    return encoding.embeddings

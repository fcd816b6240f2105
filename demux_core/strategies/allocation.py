"""Random rows with given counts per language."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from demux_core.errors import InputError
from demux_core.strategies.base import Query, Rows
from demux_core.strategies.checks import languages


def occurrences(codes: NDArray[np.int64]) -> Rows:
    """How many times each value has come before its place: [7, 7, 3, 7] -> [0, 1, 0, 2]."""
    order = np.argsort(codes, kind="stable")
    ordered = codes[order]
    counts = np.empty(len(codes), dtype=np.int64)
    counts[order] = np.arange(len(codes)) - np.searchsorted(ordered, ordered)
    return counts


def draw(query: Query, shares: Mapping[str, float]) -> Rows:
    """``budget`` random free rows with language counts in proportion to ``shares``, in random order.

    Raises:
        InputError: a share is no such number, a language is not in the pool or cannot give its count.
    """
    counts = scaled(shares, query.budget)
    names, codes = np.unique(np.asarray(languages(query), dtype=str), return_inverse=True)
    _check_supply(counts, shares, names.tolist(), np.bincount(codes[query.free], minlength=len(names)))
    wanted = np.array([counts.get(name, 0) for name in names.tolist()])
    rows = query.shuffled(query.strategy)
    of_row = codes[rows]
    return rows[occurrences(of_row) < wanted[of_row]]


def scaled(shares: Mapping[str, float], budget: int) -> dict[str, int]:
    """Whole counts in proportion to ``shares`` that add up to ``budget``, by the largest remainder.

    Raises:
        InputError: the shares are not numbers of at least 0 with a positive sum.
    """
    try:
        values = np.array([float(share) for share in shares.values()])
    except (AttributeError, TypeError, ValueError):
        values = np.empty(0)
    if not np.isfinite(values).all() or (values < 0).any() or values.sum() <= 0:
        raise InputError(
            "allocation must give a count of at least 0 per language, and 1 row in all, "
            f"got {shares!r}; write for instance {{'hi': 30, 'mr': 20}}"
        )
    exact = values * budget / values.sum()
    counts = np.floor(exact).astype(np.int64)
    first = np.argsort(counts - exact, kind="stable")[: budget - int(counts.sum())]
    counts[first] += 1
    return dict(zip(shares, counts.tolist(), strict=True))


def _check_supply(
    counts: Mapping[str, int], shares: Mapping[str, float], names: Sequence[str], supply: NDArray[np.int64]
) -> None:
    available = dict(zip(names, supply.tolist(), strict=True))
    for name, count in counts.items():
        if shares[name] and name not in available:
            raise InputError(
                f"allocation must name languages of the pool, got {name!r}; choices: {', '.join(names)}"
            )
        if count > available.get(name, 0):
            raise InputError(
                f"allocation must be at most the {available[name]:,} unlabelled rows of {name!r}, "
                f"got {count:,}; lower it or add source data"
            )

"""Random rows with given counts per language."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from demux_core.base.errors import InputError
from demux_core.strategies.base import Query, Rows
from demux_core.strategies.checks import languages


def occurrences(codes: NDArray[np.int64]) -> Rows:
    """How many times each value occurs before its position: [7, 7, 3, 7] -> [0, 1, 0, 2]."""
    order = np.argsort(codes, kind="stable")
    ordered = codes[order]
    counts = np.empty(len(codes), dtype=np.int64)
    counts[order] = np.arange(len(codes)) - np.searchsorted(ordered, ordered)
    return counts


def draw(query: Query, shares: Mapping[str, float]) -> Rows:
    """``budget`` random free rows with language counts in proportion to ``shares``, in random order.

    Raises:
        InputError: the shares are not valid, a language is not in the pool or has too few free rows.
            (Within constraints, other languages give what it cannot.)
    """
    names, codes = np.unique(np.asarray(languages(query), dtype=str), return_inverse=True)
    supply = np.bincount(codes[query.free], minlength=len(names)).tolist()
    free = dict(zip(names.tolist(), supply, strict=True))
    if query.limited:
        possible = {name: share for name, share in shares.items() if share and free.get(name)} or free
        order = sorted(free, key=lambda name: (-possible.get(name, 0), name))
        counts = within_supply(possible, query.budget, free, order)
    else:
        counts = allotted(shares, query.budget, free)
    wanted = np.array([counts.get(name, 0) for name in names.tolist()])
    rows = query.shuffled(query.strategy)
    of_row = codes[rows]
    return rows[occurrences(of_row) < wanted[of_row]]


def allotted(shares: Mapping[str, float], budget: int, supply: Mapping[str, int]) -> dict[str, int]:
    """The counts of ``scaled``, checked against the ``supply`` of each language.

    Raises:
        InputError: the shares are not valid, a language has no rows or too few.
    """
    counts = scaled(shares, budget, supply)
    for name, count in counts.items():
        if shares[name] and name not in supply:
            raise InputError(
                f"allocation must name languages of the pool, got {name!r}; "
                f"choices: {', '.join(sorted(supply))}"
            )
        if count > supply.get(name, 0):
            raise InputError(
                f"allocation must be at most the {supply[name]:,} unlabelled rows of {name!r}, "
                f"got {count:,}; lower it or add pool data"
            )
    return counts


def remaining(
    shares: Mapping[str, float], budget: int, labelled: Mapping[str, int], supply: Mapping[str, int]
) -> dict[str, int]:
    """The counts for ``budget`` rows in all, less the rows of each language that are ``labelled`` already.

    ``supply`` includes the labelled rows.
    """
    counts = scaled(shares, budget, supply)
    return {name: max(0, count - labelled.get(name, 0)) for name, count in counts.items()}


def within_supply(
    shares: Mapping[str, float], budget: int, supply: Mapping[str, int], order: Sequence[str]
) -> dict[str, int]:
    """Counts of ``scaled``, none above its supply; what is missing is taken from others by ``order``."""
    counts = {name: min(count, supply.get(name, 0)) for name, count in scaled(shares, budget, supply).items()}
    for name in order:
        missing = budget - sum(counts.values())
        counts[name] = min(counts.get(name, 0) + missing, supply.get(name, 0))
    return {name: count for name, count in counts.items() if count}


def scaled(shares: Mapping[str, float], budget: int, supply: Mapping[str, int]) -> dict[str, int]:
    """Whole counts in proportion to ``shares`` that add up to ``budget``, by the largest remainder.

    A language with just enough rows for its share leaves the row of rounding up to the next language.

    Raises:
        InputError: the shares are not numbers of at least 0 with a positive sum.
    """
    try:
        values = np.array([float(share) for share in shares.values()])
    except (AttributeError, TypeError, ValueError):
        values = np.empty(0)
    if not np.isfinite(values).all() or (values < 0).any() or values.sum() <= 0:
        raise InputError(
            "allocation must give a count of at least 0 per language and at least 1 row in all, "
            f"got {shares!r}; for example {{'hi': 30, 'mr': 20}}"
        )
    exact = values * budget / values.sum()
    counts = np.floor(exact).astype(np.int64)
    full = (np.array([supply.get(name, 0) for name in shares]) <= counts) | (values == 0)
    first = np.lexsort((counts - exact, full))[: budget - int(counts.sum())]
    counts[first] += 1
    return dict(zip(shares, counts.tolist(), strict=True))

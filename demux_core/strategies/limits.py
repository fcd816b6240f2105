"""Constraints as they apply to one pool: checked against it, and turned into what may be chosen."""

import math
from collections import Counter

import numpy as np
from numpy.typing import NDArray

from demux_core.base.errors import InputError
from demux_core.base.languages import UNKNOWN, language_name
from demux_core.modelling.encoding import Encoding
from demux_core.strategies import checks, feasibility
from demux_core.strategies.allowance import Allowance
from demux_core.strategies.base import Query, Rows
from demux_core.strategies.constraints import Constraints
from demux_core.strategies.purse import Purse


def open_allowance(
    query: Query, constraints: Constraints, budget: int | None, words: int | None
) -> Allowance:
    """What may be chosen of the free rows of ``query``.

    Args:
        query: with the pool and its free rows.
        constraints: the limits.
        budget: number of points; None for as many as money or words allow.
        words: the most words of the chosen rows together; None for any number.

    Raises:
        InputError: the limits cannot all be met; the message names one that is too tight, and by how much.
    """
    pool = query.pool
    languages = checks.languages(query) if constraints.needs_languages else [UNKNOWN] * len(pool)
    names, codes = np.unique(np.asarray(languages, dtype=str), return_inverse=True)
    feasibility.check_codes(constraints, names.tolist())
    supply = np.setdiff1d(query.free, checks.rows_of_pool("excluded", constraints.excluded, len(pool)))
    spoken = names.tolist() if constraints.languages is None else constraints.languages
    free = supply[np.isin(names[codes[supply]], spoken)]
    feasibility.check_points(constraints, budget, Counter(names[codes[supply]]), Counter(names[codes[free]]))
    free = free[~np.isin(names[codes[free]], [code for code, cap in constraints.caps.items() if not cap])]
    number = {name: code for code, name in enumerate(names.tolist())}
    purses = (
        [] if words is None else [Purse("a budget of words", checks.word_counts(pool).astype(float), words)]
    )
    if constraints.spend is not None:
        purses.append(Purse("spend", _payable(constraints, pool, free), constraints.spend))
    allowance = Allowance(
        codes,
        free,
        len(free) if budget is None else budget,
        {number[code]: count for code, count in constraints.caps.items()},
        {number[code]: count for code, count in constraints.floors.items()},
        purses,
    )
    for purse in purses:
        feasibility.check_amount(purse, float(purse.costs[free].min()))
    return allowance


def point_costs(constraints: Constraints, pool: Encoding) -> NDArray[np.float64]:
    """The price of each row of ``pool``, (n,); NaN where its language has none."""
    languages = [UNKNOWN] * len(pool) if pool.languages is None else pool.languages
    prices = np.array([constraints.prices.get(code, math.nan) for code in languages], dtype=np.float64)
    return prices * checks.word_counts(pool) if constraints.per_word else prices


def _payable(constraints: Constraints, pool: Encoding, free: Rows) -> NDArray[np.float64]:
    """``point_costs``, known for all the ``free`` rows."""
    costs = point_costs(constraints, pool)
    if (unknown := free[np.isnan(costs[free])]).size:
        assert pool.languages is not None
        missing = sorted({pool.languages[row] for row in unknown.tolist()})
        raise InputError(
            "prices must name every language that can be chosen, got none for "
            f"{', '.join(map(language_name, missing))}; add them, or choose only languages with a price"
        )
    return costs

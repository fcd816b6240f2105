"""``select``: check the inputs, run a strategy, return a ``Selection``."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from demux_core.base.config import DEFAULT_SEED
from demux_core.base.errors import InputError
from demux_core.base.progress import Advance, unheard
from demux_core.modelling.encoding import Encoding
from demux_core.strategies import checks
from demux_core.strategies.base import Query, Rows, Strategy
from demux_core.strategies.constrained import select_within
from demux_core.strategies.constraints import Constraints
from demux_core.strategies.engines import on_engine
from demux_core.strategies.registry import find_strategy
from demux_core.strategies.selection import Selection


def select(
    strategy: str,
    source: Encoding,
    target: Encoding | None,
    budget: int | None,
    *,
    seed: int = DEFAULT_SEED,
    labelled: ArrayLike | None = None,
    constraints: Constraints | None = None,
    engine: str = "local",
    advance: Advance = unheard,
    **options: Any,
) -> Selection:
    """Choose ``budget`` new rows of ``source``; the same inputs and seed always give the same rows.

    Args:
        strategy: name or title of one of ``STRATEGIES``.
        source: the pool.
        target: the target sample; None where the strategy needs none.
        budget: number of new rows; where ``constraints`` limit the money, the most of them, and None for as
            many as it pays for.
        seed: seed of all random draws.
        labelled: rows that are labelled already and never chosen (for ``gold``: rows of the gold data).
        constraints: what the rows must respect; without any, the strategy chooses freely.
        engine: ``local``, or ``ray`` to have a cluster compare the pool with the target. The rows are the
            same, but for COVER, which then chooses from what it chose from every part of the pool.
        advance: told (done, total) while a large pool is compared with the target.
        options: options of the strategy, such as ``allocation`` (litmus: language -> count), ``like``
            (same_distribution: a strategy, a Selection, or language -> count), ``gold`` (gold: labelled data
            in the target language).

    Raises:
        InputError: the strategy is unknown, does not take an option, or lacks something that it needs; the
            budget exceeds the unlabelled rows; vectors are not finite or differ in width; the constraints
            cannot all be met; the engine is unknown, not installed, or cannot do what the strategy needs.
    """
    chosen = on_engine(find_strategy(strategy), engine)
    query = replace(checked_query(chosen, (source, target), seed, labelled, options), advance=advance)
    if budget is None and constraints and constraints.spend is not None:
        return select_within(chosen, query, constraints)
    budget = checks.checked_budget(budget, len(query.free), "gold" if chosen.uses_gold else "pool")
    if constraints:
        return select_within(chosen, query, constraints, budget)
    rows, scores = chosen.choose(replace(query, budget=budget))
    return Selection(chosen.name, rows, scores, query.pool, target, len(query.labelled))


def select_each(
    strategy: str,
    source: Encoding,
    target: Encoding | None,
    budgets: Iterable[int],
    *,
    seed: int = DEFAULT_SEED,
    **options: Any,
) -> dict[int, Selection]:
    """Return what ``select`` chooses for each budget; what the budgets share is computed once.

    Args:
        budgets: numbers of rows, distinct.
        strategy, source, target, seed, options: as of ``select``.

    Raises:
        InputError: as ``select``.
    """
    chosen = find_strategy(strategy)
    query = checked_query(chosen, (source, target), seed, options=options)
    data = "gold" if chosen.uses_gold else "pool"
    if not (budgets := sorted(budgets)):
        raise InputError("budgets must be at least one number of texts, got none; give some")
    counts = [checks.checked_budget(budget, len(query.free), data) for budget in budgets]
    largest = replace(query, budget=counts[-1])
    if chosen.nested:
        rows, scores = chosen.choose(largest)
        each = [(rows[:count], scores[:count]) for count in counts]
    elif chosen.choose_each is not None:
        each = chosen.choose_each(largest, counts)
    else:
        each = [chosen.choose(replace(query, budget=count)) for count in counts]
    pairs = zip(counts, each, strict=True)
    return {count: Selection(chosen.name, *found, query.pool, target) for count, found in pairs}


def select_by_samples(
    strategy: str, source: Encoding, target: Encoding, budget: int, samples: Mapping[int, Rows]
) -> list[Selection]:
    """Return what ``select`` chooses for samples of the target sample; what they share is computed once.

    Args:
        samples: seed of all random draws -> rows of ``target``, some of them several times.
        strategy, source, target, budget: as of ``select``.

    Raises:
        InputError: as ``select``.
    """
    chosen = find_strategy(strategy)
    query = checked_query(chosen, (source, target))
    query = replace(query, budget=checks.checked_budget(budget, len(query.free), "pool"))
    if chosen.choose_by_samples is not None:
        each = chosen.choose_by_samples(query, samples)
    else:
        each = [
            chosen.choose(replace(query, target=target.take(rows), seed=seed))
            for seed, rows in samples.items()
        ]
    return [Selection(chosen.name, *found, query.pool, target) for found in each]


def checked_query(
    chosen: Strategy,
    data: tuple[Encoding, Encoding | None],
    seed: int = DEFAULT_SEED,
    labelled: ArrayLike | None = None,
    options: Mapping[str, Any] | None = None,
) -> Query:
    """The request for all free rows of ``data``, pool and target; arguments and errors as of ``select``."""
    options = options or {}
    if unknown := sorted(set(options) - set(chosen.options)):
        allowed = ", ".join(chosen.options) or "none"
        raise InputError(f"options of {chosen.name} must be among: {allowed}; got {', '.join(unknown)}")
    source, target = data
    pool = gold_data(options) if chosen.uses_gold else source
    checks.same_width(pool, target)
    seed = checks.whole_number("seed", seed, least=0)
    done = checks.rows_of_pool("labelled", labelled, len(pool))
    free = np.setdiff1d(np.arange(len(pool)), done, assume_unique=True)
    return Query(chosen.name, pool, target, len(free), seed, done, free, options)


def gold_data(options: Mapping[str, Any]) -> Encoding:
    """The labelled target-language data among the options of a strategy. Raises InputError if absent."""
    data = options.get("gold")
    if not isinstance(data, Encoding):
        raise InputError(
            "gold must be an Encoding of labelled target-language data, "
            f"got {data!r}; give gold=Encoding(...)"
        )
    return data

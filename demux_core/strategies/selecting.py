"""``select``: checks its inputs, runs a strategy, returns a ``Selection``."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from demux_core.base.config import DEFAULT_SEED
from demux_core.base.errors import InputError
from demux_core.modelling.encoding import Encoding
from demux_core.strategies import checks
from demux_core.strategies.base import Query, Selection
from demux_core.strategies.registry import find_strategy


def select(
    strategy: str,
    source: Encoding,
    target: Encoding | None,
    budget: int,
    *,
    seed: int = DEFAULT_SEED,
    labelled: ArrayLike | None = None,
    **options: Any,
) -> Selection:
    """Choose ``budget`` new rows of ``source``; the same inputs and seed always give the same rows.

    Args:
        strategy: name or title of one of ``STRATEGIES``.
        source: the pool.
        target: the target sample; None where the strategy needs none.
        budget: number of new rows.
        seed: seed of all random draws.
        labelled: rows that are labelled already and never chosen (for ``gold``: rows of the gold data).
        options: options of the strategy, such as ``allocation`` (litmus: language -> count), ``like``
            (same_distribution: a strategy or a Selection), ``gold`` (gold: labelled target-language data).

    Raises:
        InputError: the strategy is unknown, does not take an option, or lacks something that it needs; the
            budget exceeds the unlabelled rows; vectors are not finite or differ in width.
    """
    chosen = find_strategy(strategy)
    if unknown := sorted(set(options) - set(chosen.options)):
        allowed = ", ".join(chosen.options) or "none"
        raise InputError(f"options of {chosen.name} must be among: {allowed}; got {', '.join(unknown)}")
    pool = _gold(options) if chosen.uses_gold else source
    checks.same_width(pool, target)
    seed = checks.whole_number("seed", seed, least=0)
    done = checks.labelled_rows(labelled, len(pool))
    free = np.setdiff1d(np.arange(len(pool)), done, assume_unique=True)
    budget = checks.checked_budget(budget, len(free), "gold" if chosen.uses_gold else "pool")
    rows, scores = chosen.choose(Query(chosen.name, pool, target, budget, seed, done, free, options))
    return Selection(chosen.name, rows, scores, pool, target, len(done))


def _gold(options: dict[str, Any]) -> Encoding:
    data = options.get("gold")
    if not isinstance(data, Encoding):
        raise InputError(
            "gold must be an Encoding of labelled target-language data, "
            f"got {data!r}; give gold=Encoding(...)"
        )
    return data

"""``select`` and ``select_words``: check their inputs, run a strategy, return a ``Selection``."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from demux_core.base.config import DEFAULT_SEED
from demux_core.base.errors import InputError
from demux_core.modelling.encoding import Encoding
from demux_core.strategies import checks
from demux_core.strategies.base import Query, Rows, Selection
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


def select_words(
    strategy: str, source: Encoding, target: Encoding | None, words: int, **given: Any
) -> Selection:
    """Choose as many new rows of ``source`` as ``words`` allows, and at least one.

    A row has as many words as ``Encoding.words`` has vectors for it, or else as spaces separate in its text,
    which counts badly in languages that are written without spaces. A strategy that is not ``nested`` chooses
    other rows for another budget: of it, the result fits, and the selection with one row more does not.

    Args:
        strategy: as for ``select``.
        source: the pool.
        target: the target sample; None where the strategy needs none.
        words: the most words that the chosen rows may have together.
        given: seed, labelled rows and options of the strategy, as for ``select``.

    Raises:
        InputError: the words of the rows are unknown, or the first row that the strategy chooses has more
            words than the budget; and as for ``select``.
    """
    chosen = find_strategy(strategy)
    words = checks.whole_number("a budget of words", words, least=1)
    pool = _gold(given) if chosen.uses_gold else source
    counts = checks.word_counts(pool)
    free = np.delete(counts, checks.labelled_rows(given.get("labelled"), len(pool)))
    most = max(1, int(np.searchsorted(np.cumsum(np.sort(free)), words, side="right")))
    choose = partial(select, strategy, source, target, **given)
    search = _longest_prefix if chosen.nested else _largest_fitting
    return search(choose, counts, words, most)


def _longest_prefix(choose: Callable[[int], Selection], counts: Rows, words: int, most: int) -> Selection:
    """The first rows of any selection that is large enough; ``most`` bounds their number."""
    of_mean_length = words * len(counts) // max(1, int(counts.sum()))
    picked = choose(min(most, max(1, of_mean_length)))
    while counts[picked.rows].sum() <= words and len(picked) < most:
        picked = choose(min(2 * len(picked), most))
    _check_first(picked, counts, words)
    return picked.first(int(np.searchsorted(np.cumsum(counts[picked.rows]), words, side="right")))


def _largest_fitting(choose: Callable[[int], Selection], counts: Rows, words: int, most: int) -> Selection:
    """A selection that fits where the next larger one does not, by bisection."""
    best, too_many = choose(1), most + 1
    _check_first(best, counts, words)
    while too_many - len(best) > 1:
        budget = min(2 * len(best), (len(best) + too_many) // 2)
        picked = _unless_refused(choose, budget)
        if picked is not None and counts[picked.rows].sum() <= words:
            best = picked
        else:
            too_many = budget
    return best


def _unless_refused(choose: Callable[[int], Selection], budget: int) -> Selection | None:
    # One row could be chosen, so nothing is wrong but the number: a language has no more rows, for instance.
    try:
        return choose(budget)
    except InputError:
        return None


def _check_first(picked: Selection, counts: Rows, words: int) -> None:
    if (least := int(counts[picked.rows[0]])) > words:
        raise InputError(
            f"a budget of words must be at least {least:,}, as the first point of {picked.strategy} has so "
            f"many, got {words:,}; raise it"
        )


def _gold(options: dict[str, Any]) -> Encoding:
    data = options.get("gold")
    if not isinstance(data, Encoding):
        raise InputError(
            "gold must be an Encoding of labelled target-language data, "
            f"got {data!r}; give gold=Encoding(...)"
        )
    return data

"""``select_words``: a budget that counts words instead of texts."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from demux_core.base.config import DEFAULT_SEED
from demux_core.base.errors import InputError
from demux_core.modelling.encoding import Encoding
from demux_core.strategies import checks
from demux_core.strategies.base import Rows
from demux_core.strategies.constrained import select_within
from demux_core.strategies.constraints import Constraints
from demux_core.strategies.engines import on_engine
from demux_core.strategies.registry import find_strategy
from demux_core.strategies.selecting import checked_query, gold_data, select
from demux_core.strategies.selection import Selection


def select_words(
    strategy: str, source: Encoding, target: Encoding | None, words: int, **given: Any
) -> Selection:
    """Choose as many new rows of ``source`` as ``words`` allows, and at least one.

    A row has as many words as ``Encoding.words`` has vectors for it, or else as spaces separate in its text,
    which counts badly in languages that are written without spaces. A strategy that is not ``nested`` chooses
    other rows for another budget: of it, the result fits, and the selection with one row more does not.
    Within constraints, a row with too many words is left out, and the next ones may still fit.

    Args:
        strategy: as for ``select``.
        source: the pool.
        target: the target sample; None where the strategy needs none.
        words: the most words that the chosen rows may have together.
        given: seed, labelled rows, constraints, engine and options of the strategy, as for ``select``.

    Raises:
        InputError: the words of the rows are unknown, or the first row that the strategy chooses has more
            words than the budget; and as for ``select``.
    """
    chosen = on_engine(find_strategy(strategy), given.get("engine", "local"))
    words = checks.whole_number("a budget of words", words, least=1)
    constraints: Constraints | None = given.pop("constraints", None)
    if constraints:
        seed, labelled = given.pop("seed", DEFAULT_SEED), given.pop("labelled", None)
        given.pop("engine", None)
        query = checked_query(chosen, (source, target), seed, labelled, given)
        return select_within(chosen, query, constraints, words=words)
    pool = gold_data(given) if chosen.uses_gold else source
    counts = checks.word_counts(pool)
    free = np.delete(counts, checks.rows_of_pool("labelled", given.get("labelled"), len(pool)))
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
            f"a budget of words must be at least {least:,}, as the first text of {picked.strategy} has so "
            f"many, got {words:,}; raise it"
        )

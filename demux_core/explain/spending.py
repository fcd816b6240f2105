"""What an amount of money buys of a selection: its first texts, and the hours to label them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from demux_core.explain.costs import Prices, working_time

_EPSILON = 1e-9  # sums of prices that differ by less are equal


@dataclass(frozen=True)
class Affordable:
    """What an amount buys of a selection.

    Args:
        texts: number of its first texts that are paid for.
        hours: to label these; NaN where the minutes of one are unknown.
        is_all: whether these are all of them.
        more: about how many further texts the rest pays for, at the mean price of these.
    """

    texts: int
    hours: float
    is_all: bool
    more: int = 0


def affordable(
    amount: float, languages: Sequence[str], prices: Prices, words: Sequence[int] | None = None
) -> Affordable | None:
    """What ``amount`` buys of the texts of a selection; None where the price of one is unknown.

    Args:
        amount: in the currency of the prices.
        languages: of the texts, best first.
        prices: of labels.
        words: number of words of each text, which prices ``per_word`` need.
    """
    units = [float(count) for count in words or ()] if prices.per_word else [1.0] * len(languages)
    rates = [prices.of(code) for code in languages]
    costs = [n * rate for n, rate in zip(units, rates, strict=True) if rate is not None]
    if not costs or len(costs) < len(languages):
        return None
    left, texts = amount, 0
    while texts < len(costs) and costs[texts] <= left + _EPSILON:
        left -= costs[texts]
        texts += 1
    minutes = [prices.minutes_of(code) for code in languages[:texts]]
    known = [n * each for n, each in zip(units, minutes, strict=False) if each is not None]
    hours = math.fsum(known) / 60 if len(known) == texts else math.nan
    is_all, total = texts == len(costs), math.fsum(costs)
    more = int(left * len(costs) / total) if is_all and total else 0
    return Affordable(texts, hours, is_all, more)


def affordable_text(found: Affordable | None) -> str:
    """``the first 38 texts, 1.3 hours``; ``all 50 texts, and about 20 more``; ``not known``."""
    if found is None:
        return "not known"
    texts = _all(found.texts) if found.is_all else _first(found.texts)
    if found.more:
        return f"{texts}, and about {found.more:,} more"
    hours = "" if math.isnan(found.hours) or not found.texts else f", {working_time(found.hours)}"
    return f"{texts}{hours}"


def _all(texts: int) -> str:
    return "the one text" if texts == 1 else f"all {texts:,} texts"


def _first(texts: int) -> str:
    if not texts:
        return "no text"
    return "the first text" if texts == 1 else f"the first {texts:,} texts"

"""Prices as a table to edit, and the costs of several selections as a table to read."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from math import isnan
from typing import TYPE_CHECKING, Any

from demux_core.base.languages import language_name
from demux_core.base.plurals import counted
from demux_core.explain.costs import Prices, money, working_time

if TYPE_CHECKING:
    import pandas as pd


def price_table(languages: Sequence[str], prices: Prices) -> "pd.DataFrame":
    """Price and minutes per language, to edit.

    Args:
        languages: the language of every row that can be chosen.
        prices: as known so far.

    Returns:
        code, language (name), price, minutes, the most frequent language first; NaN where a language has no
        rate of its own.
    """
    import pandas as pd

    counts = Counter(languages)
    codes = sorted(counts, key=lambda code: (-counts[code], code))
    return pd.DataFrame(
        {
            "code": codes,
            "language": [language_name(code) for code in codes],
            "price": [prices.by_language.get(code) for code in codes],
            "minutes": [prices.minutes_by_language.get(code) for code in codes],
        }
    ).astype({"price": float, "minutes": float})


def rates_by_language(table: "pd.DataFrame", column: str, stored: Mapping[str, float]) -> dict[str, float]:
    """Language -> its rate in an edited ``price_table``; languages that the table lacks keep theirs.

    Args:
        table: as edited.
        column: ``price`` or ``minutes``.
        stored: language -> rate before the edit.
    """
    filled = table[table[column].notna()]
    hidden = {code: rate for code, rate in stored.items() if code not in set(table["code"])}
    return hidden | dict(zip(filled["code"], filled[column].astype(float).tolist(), strict=True))


def merge_prices(current: Prices, before: Prices, after: Prices) -> Prices:
    """``current`` with what was changed from ``before`` to ``after``; two people may edit at once."""
    return Prices(**_merged(current.to_json(), before.to_json(), after.to_json()))


def readable_costs(costs: "pd.DataFrame", prices: Prices) -> "pd.DataFrame":
    """A ``cost_table`` as people read it; columns that would be empty are left out.

    Returns:
        Strategy, Texts, Cost, Work, and the languages without a price or minutes. A plus says that a sum
        leaves out some labels (``costs.PLUS``).
    """
    import pandas as pd

    table = pd.DataFrame(
        {
            "Strategy": costs["group"],
            "Texts": costs["points"],
            "Cost": _sums(costs, "cost", "no_price", lambda amount: money(amount, prices.currency)),
            "Work": _sums(costs, "hours", "no_minutes", working_time),
            "Without a price": _left_out(costs["no_price"], costs["without_price"]),
            "Without minutes": _left_out(costs["no_minutes"], costs["without_minutes"]),
        }
    )
    if not costs["no_price"].any():
        table = table.drop(columns="Without a price")
    if not _is_partial(costs, "no_minutes", "hours"):
        table = table.drop(columns="Without minutes")
    return table


def leaves_labels_out(costs: "pd.DataFrame") -> bool:
    """Whether a sum of a ``cost_table`` leaves out some labels, so that it carries a plus."""
    return _is_partial(costs, "no_price", "cost") or _is_partial(costs, "no_minutes", "hours")


def _is_partial(costs: "pd.DataFrame", missing: str, total: str) -> bool:
    return bool((costs[missing].gt(0) & costs[total].notna()).any())


def _sums(costs: "pd.DataFrame", total: str, missing: str, write: Callable[[float], str]) -> list[str]:
    sums = zip(costs[total].tolist(), costs[missing].tolist(), strict=True)
    return ["not known" if isnan(value) else f"{write(value)}{' +' if n else ''}" for value, n in sums]


def _left_out(counts: "pd.Series[int]", languages: "pd.Series[Any]") -> list[str]:
    return [
        f"{counted(n, 'text')}: {', '.join(map(language_name, codes))}" if n else ""
        for n, codes in zip(counts, languages, strict=True)
    ]


def _merged(
    current: Mapping[str, Any], before: Mapping[str, Any], after: Mapping[str, Any]
) -> dict[str, Any]:
    merged = {**current}
    for name in before.keys() | after.keys():
        old, new = before.get(name), after.get(name)
        if isinstance(old, Mapping) and isinstance(new, Mapping):
            merged[name] = _merged(current[name], old, new)
        elif old != new:
            merged[name] = new
    return {name: value for name, value in merged.items() if value is not None}

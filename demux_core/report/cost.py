"""What the labels cost, where the project has prices."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isnan
from typing import Any

import pandas as pd

from demux_core.costs import Prices, cost_table, money
from demux_core.languages import language_name
from demux_core.projects import Project


@dataclass(frozen=True, eq=False)
class Cost:
    """What the labels cost.

    Args:
        headline: the sum for the strategy in front.
        sentence: what is in it and what is not.
        table: Strategy, Labels, Cost, Work, Without a price: a line for each strategy, in words.
    """

    headline: str
    sentence: str
    table: pd.DataFrame


def cost_of(project: Project, groups: Mapping[str, Sequence[str]]) -> Cost | None:
    """What each group of texts costs; None where the project has no price and no minutes for any.

    Args:
        project: with the setting ``prices``.
        groups: strategy title -> the language of each of its texts; the strategy in front first.
    """
    prices = Prices.from_json(project.settings.get("prices"))
    rows: list[dict[Any, Any]] = cost_table(groups, prices).to_dict("records")
    first = rows[0]
    if isnan(first["cost"]) and isnan(first["hours"]):
        return None
    table = [
        (
            row["group"],
            f"{row['points']:,}",
            "not known" if isnan(row["cost"]) else money(row["cost"], prices.currency),
            "not known" if isnan(row["hours"]) else hours(row["hours"]),
            f"{row['no_price']:,}",
        )
        for row in rows
    ]
    shown = pd.DataFrame(table, columns=["Strategy", "Labels", "Cost", "Work", "Without a price"])
    return Cost(_headline(first, prices), _sentence(first, prices), shown)


def hours(value: float) -> str:
    """Time to work: in minutes below two hours."""
    return f"{value * 60:,.0f} minutes" if value < 2 else f"{value:,.1f} hours"


def _headline(row: Mapping[Any, Any], prices: Prices) -> str:
    parts = [] if isnan(row["cost"]) else [money(row["cost"], prices.currency)]
    return " · ".join(parts if isnan(row["hours"]) else [*parts, hours(row["hours"])])


def _sentence(row: Mapping[Any, Any], prices: Prices) -> str:
    labels = f"{row['points']:,} label{'' if row['points'] == 1 else 's'} that {row['group']} chooses"
    if isnan(row["cost"]):
        return f"Work for {labels}; no price per label is given."
    if not row["no_price"]:
        return f"For {labels}, at the prices given for this project."
    names = ", ".join(language_name(code) for code in row["without_price"][:3])
    return (
        f"For {labels}; {row['no_price']:,} of them, in {names}"
        f"{' and others' if len(row['without_price']) > 3 else ''}, have no price and are not counted."
    )

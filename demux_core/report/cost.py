"""What the labels cost, where the project has prices."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isnan
from typing import Any

import pandas as pd

from demux_core.base.languages import language_name
from demux_core.explain.costs import PLUS, Prices, cost_table, money, working_time
from demux_core.workspace.project import Project


@dataclass(frozen=True, eq=False)
class Cost:
    """What the labels cost.

    Args:
        headline: the sum for the recommended strategy.
        sentence: what the sum includes and what it leaves out.
        table: Strategy, Labels, Cost, Work, Without a price, and Without minutes where only some labels have
            them: a row of text for each strategy.
        note: what a plus in the table means; empty where there is none.
    """

    headline: str
    sentence: str
    table: pd.DataFrame
    note: str


def cost_of(
    project: Project, groups: Mapping[str, Sequence[str]], words: Mapping[str, Sequence[int]] | None = None
) -> Cost | None:
    """Return what each group of texts costs; None where the project has neither prices nor minutes for them.

    Args:
        project: has the setting ``prices``.
        groups: strategy title -> the language of each of its texts; the recommended strategy first.
        words: strategy title -> the number of words of each of its texts, which prices of a word need.
    """
    prices = Prices.from_json(project.settings.get("prices"))
    rows: list[dict[Any, Any]] = cost_table(groups, prices, words).to_dict("records")
    first = rows[0]
    if isnan(first["cost"]) and isnan(first["hours"]):
        return None
    table = [
        (
            row["group"],
            f"{row['points']:,}",
            "unknown" if isnan(row["cost"]) else money(row["cost"], prices.currency) + _plus(row["no_price"]),
            "unknown" if isnan(row["hours"]) else working_time(row["hours"]) + _plus(row["no_minutes"]),
            f"{row['no_price']:,}",
            f"{row['no_minutes']:,}",
        )
        for row in rows
    ]
    columns = ["Strategy", "Labels", "Cost", "Work", "Without a price", "Without minutes"]
    shown = pd.DataFrame(table, columns=columns)
    some_minutes = any(not isnan(row["hours"]) and row["no_minutes"] for row in rows)
    note = PLUS if shown[["Cost", "Work"]].map(lambda text: text.endswith("+")).any(axis=None) else ""
    return Cost(
        _headline(first, prices),
        _sentence(first),
        shown if some_minutes else shown.drop(columns="Without minutes"),
        note,
    )


def _plus(missing: int) -> str:
    return " +" if missing else ""


def _headline(row: Mapping[Any, Any], prices: Prices) -> str:
    parts = []
    if not isnan(row["cost"]):
        parts.append(_at_least(row["no_price"]) + money(row["cost"], prices.currency))
    if not isnan(row["hours"]):
        parts.append(_at_least(row["no_minutes"]) + working_time(row["hours"]))
    return " · ".join(parts)


def _at_least(missing: int) -> str:
    return "at least " if missing else ""


def _sentence(row: Mapping[Any, Any]) -> str:
    labels = f"{row['points']:,} label{'' if row['points'] == 1 else 's'} that {row['group']} chooses"
    parts = []
    if isnan(row["cost"]):
        parts.append(f"Working time for {labels}; no price per label is set")
    elif row["no_price"]:
        parts += [f"For {labels}", f"{_missing(row, 'price')} no price and are not included"]
    else:
        parts.append(f"For {labels}, at the prices set for this project")
    if row["no_minutes"] and not isnan(row["hours"]):
        parts.append(f"{_missing(row, 'minutes')} no minutes and are not included in the working time")
    return "; ".join(parts) + "."


def _missing(row: Mapping[Any, Any], rate: str) -> str:
    codes = row[f"without_{rate}"]
    names = ", ".join(language_name(code) for code in codes[:3])
    return f"{row[f'no_{rate}']:,} of them, in {names}{' and others' if len(codes) > 3 else ''}, have"

"""Curves read both ways, as a table, and what labels cost by the prices of a project."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import isfinite, isnan
from typing import Any

import pandas as pd

from demux_core.analysis.drawn_curves import DrawnCurve
from demux_core.analysis.labels_needed import Reading, gain_for, labels_for, random_labels, score_for
from demux_core.experiments.cells import CellRecord
from demux_core.explain.costs import Prices, money
from demux_core.explain.decision_sentences import labels_text, score_text
from demux_core.strategies import RANDOM
from demux_core.strategies.display import in_order, is_ceiling, strategy_title


@dataclass(frozen=True)
class ReadAt:
    """Where curves are read.

    Args:
        labels: number of labels whose score is read.
        score: score whose labels are read.
        unit: of the score.
    """

    labels: int
    score: float
    unit: str = ""


def read_curves(curves: Mapping[str, DrawnCurve], at: ReadAt) -> dict[str, dict[str, Reading]]:
    """Return strategy -> ``score``, ``labels`` and ``random`` (texts that do the same).

    Where random labels do not raise the score, no number of them says what chosen ones are worth.
    """
    random = curves.get(RANDOM)
    if random is not None and gain_for(random, at.labels).value <= 0:
        random = None
    unknown = Reading(float("nan"), float("nan"), float("nan"))
    found = {}
    for name in in_order(curves):
        found[name] = {
            "score": score_for(curves[name], at.labels),
            "labels": labels_for(curves[name], at.score),
            "random": unknown,
        }
        if random is not None and name != RANDOM and not is_ceiling(name):
            found[name]["random"] = random_labels(curves[name], random, at.labels)
    return found


def readings_table(
    curves: Mapping[str, DrawnCurve], at: ReadAt, label_prices: Mapping[str, float], currency: str = ""
) -> pd.DataFrame:
    """Every strategy for reading: the score for the labels, the labels for the score, and their costs.

    Args:
        curves: ``drawn_curves.drawn_curves``.
        at: where they are read.
        label_prices: strategy -> mean price of a label (``label_prices``); without any there are no costs.
        currency: of the prices.
    """
    rows: list[dict[str, Any]] = []
    most_random = curves[RANDOM].budgets[-1] if RANDOM in curves else 0
    for name, found in read_curves(curves, at).items():
        most = curves[name].budgets[-1]
        row = {
            "Strategy": strategy_title(name),
            f"Score with {at.labels:,} labels": _score(found["score"], at, most),
            f"Labels for {at.score:.1f}{at.unit}": labels_text(found["labels"], most),
            f"Random texts worth {at.labels:,} chosen": labels_text(found["random"], most_random),
        }
        if label_prices:
            row[f"Cost of {at.labels:,}"] = cost_text(at.labels, label_prices.get(name), currency)
            row["Cost of these labels"] = cost_text(found["labels"].value, label_prices.get(name), currency)
        rows.append(row)
    return pd.DataFrame(rows)


def label_prices(records: Iterable[CellRecord], prices: Prices) -> dict[str, float]:
    """Return strategy -> mean price of the labels that it chose, left out where one has no price.

    Args:
        records: finished cells, which know the languages of their points.
        prices: of the project; those of a word say nothing here, as cells do not know lengths.
    """
    if prices.per_word:
        return {}
    chosen: dict[str, Counter[str]] = {}
    for record in records:
        chosen.setdefault(record.cell.strategy, Counter()).update(record.languages)
    found = {}
    for name, counts in chosen.items():
        rates = {code: prices.of(code) for code in counts}
        known = [(rate, counts[code]) for code, rate in rates.items() if rate is not None]
        if known and len(known) == len(counts):
            found[name] = sum(rate * n for rate, n in known) / counts.total()
    return found


def cost_text(labels: float, price: float | None, currency: str) -> str:
    """What a number of labels costs; empty where the number or the price is not known."""
    return "" if price is None or not isfinite(labels) else money(labels * price, currency)


def slider_steps(budgets: Sequence[float]) -> list[int]:
    """Numbers of labels to choose among: the measured ones and two rounded ones between each."""
    import numpy as np

    known = sorted({int(each) for each in budgets})
    steps = set(known)
    for low, high in pairwise(known):
        for between in np.expm1(np.linspace(np.log1p(low), np.log1p(high), 4)[1:-1]):
            steps.add(int(float(f"{between:.2g}")))
    return sorted(steps)


def _score(score: Reading, at: ReadAt, most: float) -> str:
    if not isnan(score.value):
        return score_text(score, 1, at.unit)
    return f"measured only up to {most:,.0f} labels" if at.labels > most else "not measured"

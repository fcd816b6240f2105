"""Every comparison with random texts that an experiment allows, as a table."""

from math import isnan

import pandas as pd

from demux_core.analysis.decision import decide
from demux_core.explain.decision_sentences import choosing_sentence
from demux_core.explain.number_format import format_interval, format_points
from demux_core.report.reading import ExperimentReading
from demux_core.strategies.display import in_order, strategy_title

COMPARISONS_NOTE = (
    "Points above or below as many random texts, with 95% intervals over seeds and test texts. The best of "
    "several strategies is picked in hindsight, so the answer asks for a wider interval."
)


def comparison_table(reading: ExperimentReading) -> pd.DataFrame:
    """Return a row a strategy and a column a budget, each cell a difference from RANDOM as text.

    A cell is empty where the strategy or RANDOM has no finished cell.
    """
    rows = reading.comparisons
    shown = pd.DataFrame({"Strategy": [strategy_title(name) for name in in_order(rows["strategy"])]})
    for budget, part in rows.groupby("budget"):
        texts = {row["strategy"]: difference(row["delta"], row["low"], row["high"]) for row in _records(part)}
        cells = [texts.get(name, "") for name in in_order(rows["strategy"])]
        shown[f"{budget:,} labels"] = cells
    return shown


def reading_sentence(reading: ExperimentReading) -> str:
    """Say whether choosing pays, by one experiment."""
    found = decide(reading.drawn, reading.budget)
    return "" if found is None else choosing_sentence(found)


def difference(delta: float, low: float, high: float) -> str:
    """Return a difference in points with its interval: ``+6.7 (−0.8 to +10.0)``."""
    interval = "one seed" if isnan(low) else format_interval(low, high)
    return f"{format_points(delta, '+')} ({interval})"


def score(reading: ExperimentReading, value: float) -> str:
    """Return a score in words: ``70.0% accuracy``, or ``61.2 of 100 points (F1)``."""
    if reading.metric == "accuracy":
        return f"{value:.1f}% accuracy"
    return f"{value:.1f} of 100 points ({reading.metric_name})"


def _records(part: pd.DataFrame) -> list[dict]:  # type: ignore[type-arg]
    return part.to_dict("records")

"""Differences between strategies and RANDOM in words."""

from math import isnan
from typing import Any

from demux_core.analysis.intervals import is_significant
from demux_core.explain.number_format import format_interval, format_points
from demux_core.report.reading import ExperimentReading
from demux_core.strategies.display import strategy_title

Row = dict[Any, Any]  # of ``ExperimentReading.against_random``


def comparison_sentences(reading: ExperimentReading) -> list[str]:
    """Say in a sentence each how the strategies compare with RANDOM, the best first."""
    sentences = []
    for row in reading.against_random.to_dict("records"):
        verdict = (
            "a clear difference" if is_significant(row["low"], row["high"]) else "not a clear difference"
        )
        title = strategy_title(row["strategy"])
        sentences.append(f"{title} scored {from_random(row)}: {verdict} ({interval(row)}).")
    return sentences


def from_random(row: Row) -> str:
    """Return the difference in words: ``0.4 points above random texts``."""
    delta = row["delta"]
    return f"{format_points(abs(delta))} points {'above' if delta > 0 else 'below'} random texts"


def interval(row: Row) -> str:
    """Return the 95% interval of the difference in words."""
    if isnan(row["low"]):
        return "one seed, so no interval"
    return f"95% interval {format_interval(row['low'], row['high'])}"


def score(reading: ExperimentReading, value: float) -> str:
    """Return a score in words: ``70.0% accuracy``, or ``61.2 of 100 points (F1)``."""
    if reading.metric == "accuracy":
        return f"{value:.1f}% accuracy"
    return f"{value:.1f} of 100 points ({reading.metric_name})"

"""Tables of the results as Markdown."""

from collections.abc import Mapping, Sequence

import pandas as pd

from demux_core.analysis.intervals import half_width, is_significant


def markdown(head: Sequence[str], lines: Mapping[str, Sequence[str]]) -> str:
    """Return a table; the keys of ``lines`` are its first column."""
    rows = [head, ["---"] * len(head), *([title, *cells] for title, cells in lines.items())]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def signed(value: float, digits: int = 1) -> str:
    """Return a difference with its sign."""
    return f"{value:+.{digits}f}".replace("-", "−")


def interval(mean: float, low: float, high: float) -> str:
    """Return a difference with its 95% interval, bold where that excludes 0."""
    text = f"{signed(mean)} ({signed(low)} to {signed(high)})"
    return f"**{text}**" if is_significant(low, high) else text


def over_targets(gains: "pd.Series[float]") -> str:
    """Return the mean gain with its interval over targets (Student's t), and the share of targets above 0."""
    mean, half = float(gains.mean()), float(half_width(gains.std(), len(gains)))
    return f"{interval(mean, mean - half, mean + half)}, {(gains > 0).mean():.0%}"

"""The table that both formats show: every strategy at the budget."""

import pandas as pd

from demux_core.explain.curve_tables import reading_table
from demux_core.explain.number_format import format_interval
from demux_core.report.reading import ExperimentReading
from demux_core.strategies import RANDOM
from demux_core.strategies.display import strategy_title


def table_at_budget(reading: ExperimentReading) -> pd.DataFrame:
    """Return ``curve_tables.reading_table`` with the interval that also covers test rows."""
    shown = reading_table(reading.curves, reading.budget)
    intervals = {
        strategy_title(row["strategy"]): format_interval(row["low"], row["high"])
        for row in reading.against_random.to_dict("records")
        if row["low"] == row["low"]
    }
    if intervals:
        place = list(shown.columns).index(f"Against {strategy_title(RANDOM)}") + 1
        column = [intervals.get(name, "") for name in shown["Strategy"]]
        shown.insert(place, "95% interval, seeds and test texts", column)
    return shown

"""The table that both formats show: every strategy at the budget."""

import pandas as pd

from demux_core.explain.curve_sentences import reading_table
from demux_core.explain.number_format import format_interval
from demux_core.report.reading import ExperimentReading
from demux_core.strategies.display import strategy_title


def table_at_budget(measured: ExperimentReading) -> pd.DataFrame:
    """``curve_sentences.reading`` at the budget, with the interval that counts test rows, too, behind it."""
    shown = reading_table(measured.numbers, measured.at)
    wide = {
        strategy_title(row["strategy"]): format_interval(row["low"], row["high"])
        for row in measured.against.to_dict("records")
        if row["low"] == row["low"]
    }
    if wide:
        where = list(shown.columns).index("Against RANDOM") + 1
        shown.insert(
            where, "95 % interval, test included", [wide.get(name, "") for name in shown["Strategy"]]
        )
    return shown

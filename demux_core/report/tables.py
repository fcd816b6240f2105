"""The table that both formats show: every strategy at the budget."""

import pandas as pd

from demux_core.charts.curve_charts import strategy_title
from demux_core.charts.curve_words import reach, reading
from demux_core.report.measured import Measured


def at_the_budget(measured: Measured) -> pd.DataFrame:
    """``curve_words.reading`` at the budget, with the interval that counts test rows, too, behind it."""
    shown = reading(measured.numbers, measured.at)
    wide = {
        strategy_title(row["strategy"]): reach(row["low"], row["high"])
        for row in measured.against.to_dict("records")
        if row["low"] == row["low"]
    }
    if wide:
        where = list(shown.columns).index("Against RANDOM") + 1
        shown.insert(
            where, "95 % interval, test included", [wide.get(name, "") for name in shown["Strategy"]]
        )
    return shown

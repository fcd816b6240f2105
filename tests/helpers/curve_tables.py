"""Tables of curves made from tables of results."""

import pandas as pd

from demux_core.analysis.curves import aulc, curve, deltas
from demux_core.analysis.intervals import widen_by_test_rows
from demux_core.explain.curve_tables import curve_table


def compared(frame: pd.DataFrame) -> pd.DataFrame:
    """The curves of an experiment with their differences over seeds."""
    return curve_table(curve(frame), deltas(frame), aulc(frame))


def widened(frame: pd.DataFrame, low: float, high: float) -> pd.DataFrame:
    """``compared`` for an experiment whose test rows give every difference from RANDOM one interval."""
    apart = deltas(frame)
    drawn = apart[["strategy", "budget"]].assign(low=low, high=high, rows=400)
    return curve_table(curve(frame), widen_by_test_rows(apart, {"random": drawn}), aulc(frame))

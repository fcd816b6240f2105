"""When a difference between two strategies is clear: the one rule of every page and of the report."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd


def is_significant(low: float, high: float) -> bool:
    """Whether a 95 % interval leaves out 0; one that is not known (NaN) does not."""
    return bool(low > 0 or high < 0)


def half_width(std: Any, n: Any) -> Any:
    """Half of the 95 % interval (Student's t) of a mean.

    Args:
        std: standard deviations (n - 1) of what was averaged, NaN where there is one value.
        n: how many values.
    """
    from scipy.special import stdtrit  # type: ignore[import-untyped]

    return stdtrit(np.maximum(n - 1, 1), 0.975) * std / np.sqrt(n)


def widen_by_test_rows(apart: pd.DataFrame, drawn: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Widen the intervals over seeds until they enclose those over seeds and test rows.

    The seeds' interval takes the test for the whole language, the bootstrap of three seeds takes them for all
    seeds there are: a difference is clear only where both intervals lie on the same side of 0, which is where
    the interval that encloses them does.

    Args:
        apart: ``curves.deltas`` of one experiment.
        drawn: the strategy compared with -> ``bootstrap.paired_differences`` of that experiment alone.

    Returns:
        ``apart`` with a column rows: of the test, NaN where the interval is over seeds only. Of one seed
        there is no interval to enclose.
    """
    known = [found.assign(against=other) for other, found in drawn.items() if len(found)]
    if not known:
        return apart.assign(rows=np.nan)
    names = {"low": "rows_low", "high": "rows_high"}
    columns = ["strategy", "budget", "against", *names.values(), "rows"]
    rows = pd.concat(known, ignore_index=True).rename(columns=names)[columns]
    wide = apart.merge(rows, on=columns[:3], how="left")
    several = wide["low"].notna()
    wide["low"] = wide[["low", "rows_low"]].min(axis=1).where(several)
    wide["high"] = wide[["high", "rows_high"]].max(axis=1).where(several)
    return wide.drop(columns=list(names.values()))

"""When a difference between two strategies is significant: the one rule of every page and of the report."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

NORMAL_95 = 1.959964  # half of a 95% interval in standard errors, where these are known


def is_significant(low: float, high: float) -> bool:
    """Whether a 95% interval excludes 0; an unknown interval (NaN) does not."""
    return bool(low > 0 or high < 0)


def half_width(std: Any, n: Any) -> Any:
    """Half of the 95% interval (Student's t) of a mean.

    Args:
        std: sample standard deviations (n - 1), NaN where there is one value.
        n: numbers of values.
    """
    from scipy.special import stdtrit  # type: ignore[import-untyped]

    return stdtrit(np.maximum(n - 1, 1), 0.975) * std / np.sqrt(n)


def widen_by_test_rows(differences: pd.DataFrame, drawn: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Widen the intervals over seeds until they enclose those over seeds and test rows.

    The interval over seeds ignores that other test rows might score otherwise; the bootstrap of three seeds
    understates how much seeds vary. A difference is significant only where both intervals are on the same
    side of 0, and so is then the interval that encloses them.

    Args:
        differences: ``curves.deltas`` of one experiment.
        drawn: the strategy compared with -> ``bootstrap.paired_differences`` of that experiment alone.

    Returns:
        ``differences`` with a column rows (of the test), NaN where the interval is over seeds only. With one
        seed there is no interval.
    """
    known = [table.assign(against=other) for other, table in drawn.items() if len(table)]
    if not known:
        return differences.assign(rows=np.nan)
    names = {"low": "rows_low", "high": "rows_high"}
    columns = ["strategy", "budget", "against", *names.values(), "rows"]
    rows = pd.concat(known, ignore_index=True).rename(columns=names)[columns]
    wide = differences.merge(rows, on=columns[:3], how="left")
    several = wide["low"].notna()
    wide["low"] = wide[["low", "rows_low"]].min(axis=1).where(several)
    wide["high"] = wide[["high", "rows_high"]].max(axis=1).where(several)
    return wide.drop(columns=list(names.values()))

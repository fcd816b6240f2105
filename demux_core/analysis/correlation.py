"""Whether target uncertainty goes with the uncertainty of near pool points, as KNN-UNCERTAINTY assumes."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from demux_core.analysis.intervals import NORMAL_95
from demux_core.base.errors import InputError
from demux_core.modelling.encoding import Encoding
from demux_core.strategies.neighbors import nearest

KS = (1, 2, 4, 8, 16, 32)


def uncertainty_correlation(source: Encoding, target: Encoding, ks: Sequence[int] = KS) -> pd.DataFrame:
    """Pearson correlation of a target point's uncertainty with the mean of its k nearest pool points'.

    Where it is high, uncertain pool points represent uncertain target points, which is the premise of
    KNN-UNCERTAINTY.

    Args:
        source: the pool; (n, dim) embeddings and (n,) uncertainty.
        target: the target sample, likewise.
        ks: numbers of neighbours (L2), each from 1 to n.

    Returns:
        k, r, p (two-sided; the points are treated as independent), n (target points). r is NaN where one
        side does not vary.

    Raises:
        InputError: embeddings or uncertainty are missing, a k is out of range, fewer than 3 target texts.
    """
    from scipy.stats import pearsonr  # type: ignore[import-untyped]

    if source.embeddings is None or target.embeddings is None:
        raise InputError("the correlation needs embeddings of pool and target; encode both with one model")
    if source.uncertainty is None or target.uncertainty is None:
        raise InputError(
            "the correlation needs uncertainty of pool and target; encode with a fine-tuned model"
        )
    if len(target) < 3:
        raise InputError(f"a correlation needs at least 3 target texts, got {len(target)}; add more")
    if not ks or not 1 <= min(ks) <= max(ks) <= len(source):
        raise InputError(f"ks must be from 1 to the {len(source):,} pool texts, got {list(ks)}; change them")
    _, rows = nearest(target.embeddings, source.embeddings, max(ks))
    nearby = np.asarray(source.uncertainty, dtype=np.float64)[rows]
    targets = np.asarray(target.uncertainty, dtype=np.float64)
    table = []
    for k in ks:
        means = nearby[:, :k].mean(axis=1)
        varies = np.ptp(means) > 0 and np.ptp(targets) > 0
        r, p = pearsonr(means, targets) if varies else (np.nan, np.nan)
        table.append((k, float(r), float(p), len(targets)))
    return pd.DataFrame(table, columns=["k", "r", "p", "n"])


def correlation_interval(r: float, n: int) -> tuple[float, float]:
    """Return the 95% interval of Pearson's r of ``n`` pairs (Fisher, 1921); −1 and 1 for 3 pairs or fewer."""
    if n <= 3:
        return -1.0, 1.0
    half = NORMAL_95 / np.sqrt(n - 3)
    middle = np.arctanh(np.clip(r, -1, 1))
    return float(np.tanh(middle - half)), float(np.tanh(middle + half))

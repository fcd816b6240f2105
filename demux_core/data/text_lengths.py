"""Lengths of the texts of a dataset."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from demux_core.data.dataset import Dataset

_BINS = 24


def lengths(dataset: Dataset) -> pd.DataFrame:
    """Return each row's length in words (separated by spaces; tokens in token data) and in characters."""
    words = dataset.task.word_counts(dataset.frame)
    return pd.DataFrame({"words": words, "characters": [len(text) for text in dataset.texts]})


def length_bins(groups: Mapping[str, pd.DataFrame], unit: str) -> pd.DataFrame:
    """Share each group's rows among equal bins; the last bin also takes the longest 1% of all rows.

    Args:
        groups: name -> its ``lengths``.
        unit: "words" or "characters".

    Returns:
        columns group, low, high, rows, share; the last bin's high is the greatest length of all.
    """
    all_lengths = np.concatenate([frame[unit].to_numpy() for frame in groups.values()])
    top = max(int(np.ceil(np.percentile(all_lengths, 99))), 2)
    step = max(1, -(-top // _BINS))
    edges = np.arange(0, top + step, step)
    table = []
    for group, frame in groups.items():
        counts = np.histogram(np.minimum(frame[unit], edges[-1] - 1), bins=edges)[0]
        for low, rows in zip(edges[:-1], counts, strict=True):
            last = low == edges[-2]
            high = max(int(all_lengths.max()), int(low)) if last else int(low) + step - 1
            table.append((group, int(low), high, int(rows), rows / max(len(frame), 1)))
    return pd.DataFrame(table, columns=["group", "low", "high", "rows", "share"])

"""How long the texts of a dataset are."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from demux_core.data.dataset import Dataset

_BINS = 24


def lengths(dataset: Dataset) -> pd.DataFrame:
    """Columns words (separated by spaces; the tokens of token data) and characters, a row for each row."""
    words = dataset.task.word_counts(dataset.frame)
    return pd.DataFrame({"words": words, "characters": [len(text) for text in dataset.texts]})


def length_bins(found: Mapping[str, pd.DataFrame], unit: str) -> pd.DataFrame:
    """The share of each group's rows in equal bins; the longest 1 % of all are in the last.

    Args:
        found: group -> ``lengths``.
        unit: "words" or "characters".

    Returns:
        columns group, low, high, rows, share; the last bin's high is the greatest length there is.
    """
    everything = np.concatenate([frame[unit].to_numpy() for frame in found.values()])
    top = max(int(np.ceil(np.percentile(everything, 99))), 2)
    step = max(1, -(-top // _BINS))
    edges = np.arange(0, top + step, step)
    table = []
    for group, frame in found.items():
        inside = np.histogram(np.minimum(frame[unit], edges[-1] - 1), bins=edges)[0]
        for low, rows in zip(edges[:-1], inside, strict=True):
            last = low == edges[-2]
            high = max(int(everything.max()), int(low)) if last else int(low) + step - 1
            table.append((group, int(low), high, int(rows), rows / max(len(frame), 1)))
    return pd.DataFrame(table, columns=["group", "low", "high", "rows", "share"])

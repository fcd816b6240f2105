"""Leave out rows that would leak target or test data into the pool or the gold data."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from demux_core.data.dataset import Dataset
from demux_core.data.identity import normalised_keys

_CHECKED_AGAINST = {"source": ("target", "test"), "gold": ("test",)}


def without_leaks(data: Mapping[str, Dataset]) -> dict[str, Dataset]:
    """Remove pool rows that occur in the target or the test, and gold rows that occur in the test.

    A row occurs in another part if its content or its group does (``shared_rows``). Absent parts stay absent.
    """
    clean = dict(data)
    for part, others in _CHECKED_AGAINST.items():
        if part in data:
            shared = [shared_rows(data[part], data[other]) for other in others if other in data]
            leaking = np.logical_or.reduce([np.zeros(len(data[part]), dtype=bool), *shared])
            clean[part] = data[part].take(np.flatnonzero(~leaking)) if leaking.any() else data[part]
    return clean


def shared_rows(a: Dataset, b: Dataset) -> NDArray[np.bool_]:
    """Mark the rows of ``a`` that share their content or their group with a row of ``b``, (len(a),).

    Content that differs only in spaces or Unicode form is the same: tokenizers see no difference.
    """
    keys, groups = set(normalised_keys(b.task, b.frame)), set(b.frame["group"].dropna())
    rows = zip(normalised_keys(a.task, a.frame), a.frame["group"], strict=True)
    return np.array([key in keys or group in groups for key, group in rows], dtype=bool)

"""Rows that would give an answer away are left out of what is chosen from."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from demux_core.data.dataset import Dataset
from demux_core.data.identity import normalised_keys

_LEFT_OUT = {"source": ("target", "test"), "gold": ("test",)}


def without_leaks(data: Mapping[str, Dataset]) -> dict[str, Dataset]:
    """The parts of an experiment, without source rows of the target or the test and gold rows of the test.

    A row is theirs if its content is, or its group (``shared_rows``). Parts that are absent stay so.
    """
    found = dict(data)
    for part, others in _LEFT_OUT.items():
        if part in data:
            shared = [shared_rows(data[part], data[other]) for other in others if other in data]
            rows = np.logical_or.reduce([np.zeros(len(data[part]), dtype=bool), *shared])
            found[part] = data[part].take(np.flatnonzero(~rows)) if rows.any() else data[part]
    return found


def shared_rows(a: Dataset, b: Dataset) -> NDArray[np.bool_]:
    """(len(a),) whether a row of ``a`` has the content, or the group, of a row of ``b``.

    Content that differs in spaces or in the Unicode form alone is the same: tokenizers see no difference.
    """
    keys, groups = set(normalised_keys(b.task, b.frame)), set(b.frame["group"].dropna())
    rows = zip(normalised_keys(a.task, a.frame), a.frame["group"], strict=True)
    return np.array([key in keys or group in groups for key, group in rows], dtype=bool)

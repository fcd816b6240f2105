"""Rows that would give an answer away are left out of what is chosen from."""

from collections.abc import Mapping

import numpy as np

from demux_core.datasets import Dataset, shared_rows

_LEFT_OUT = {"source": ("target", "test"), "gold": ("test",)}


def unseen(data: Mapping[str, Dataset]) -> dict[str, Dataset]:
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

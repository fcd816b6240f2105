"""Leave out rows of the pool and the gold data that other data of an experiment already has.

A row that the target sample or the test also has, itself or as a translation, would leak. Labels of one that
the training data has would tell the model what it was already trained on.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from demux_core.base.plurals import counted
from demux_core.data.dataset import Dataset
from demux_core.data.identity import normalised_keys

_BLOCK = 10_000  # rows
LeftOut = Mapping[str, Mapping[str, int]]

_CHECKED_AGAINST = {"source": ("target", "test", "train"), "gold": ("test", "train")}
_NAMES = {
    "source": "pool",
    "gold": "gold",
    "target": "target sample",
    "test": "test",
    "train": "training data",
}


def without_leaks(data: Mapping[str, Dataset]) -> dict[str, Dataset]:
    """Remove pool and gold rows that other data also has.

    Pool rows leave if they occur in the target sample, the test or the training data; gold rows if they occur
    in the test or the training data. A row occurs in another part if its content or its group does
    (``shared_rows``); translations share a group. Absent parts stay absent.
    """
    clean = dict(data)
    for part, shared in _shared(data).items():
        if (leaking := np.logical_or.reduce([*shared.values()])).any():
            clean[part] = data[part].take(np.flatnonzero(~leaking))
    return clean


def left_out(data: Mapping[str, Dataset]) -> dict[str, dict[str, int]]:
    """Return how many rows ``without_leaks`` removes, and why.

    Returns:
        part -> {"rows": how many rows leave it, other part: how many of these occur there}, without zeros. A
        row may occur in several parts, so their numbers may add up to more than "rows".
    """
    counts = {}
    for part, shared in _shared(data).items():
        if (leaking := np.logical_or.reduce([*shared.values()])).any():
            by_other = {other: int(rows.sum()) for other, rows in shared.items() if rows.any()}
            counts[part] = {"rows": int(leaking.sum()), **by_other}
    return counts


def left_out_notes(counts: LeftOut) -> list[str]:
    """Say what was left out (``left_out``): a sentence for each part and each other part with its rows."""
    return [
        f"left out {counted(count, f'{_NAMES[part]} row')} that {'is' if count == 1 else 'are'} also in the "
        f"{_NAMES[other]}, as the same text or as a translation"
        for part, others in counts.items()
        for other, count in others.items()
        if other != "rows"
    ]


def shared_rows(a: Dataset, b: Dataset) -> NDArray[np.bool_]:
    """Mark the rows of ``a`` that share their content or their group with a row of ``b``, (len(a),).

    Content that differs only in spaces or Unicode form is the same: tokenizers see no difference.
    """
    return _shared_with(a, {"": b})[""]


def _shared_with(a: Dataset, others: Mapping[str, Dataset]) -> dict[str, NDArray[np.bool_]]:
    """``shared_rows`` of ``a`` and each of the others; only the keys of the others are held."""
    known = {
        name: (set(normalised_keys(b.task, b.frame)), set(b.frame["group"].dropna()))
        for name, b in others.items()
    }
    shared = {name: np.zeros(len(a), dtype=bool) for name in others}
    for start in range(0, len(a) if others else 0, _BLOCK):
        block = a.frame.iloc[start : start + _BLOCK]
        rows = list(zip(normalised_keys(a.task, block), block["group"], strict=True))
        for name, (keys, groups) in known.items():
            shared[name][start : start + _BLOCK] = [key in keys or group in groups for key, group in rows]
    return shared


def _shared(data: Mapping[str, Dataset]) -> dict[str, dict[str, NDArray[np.bool_]]]:
    """Part -> other part that it is checked against -> its rows that occur there; both are in ``data``."""
    shared = {
        part: _shared_with(data[part], {other: data[other] for other in others if other in data})
        for part, others in _CHECKED_AGAINST.items()
        if part in data
    }
    return {part: others for part, others in shared.items() if others}

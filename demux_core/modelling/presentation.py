"""Rows of an encoding as people see them: text, language and uncertainty."""

import numpy as np
from numpy.typing import NDArray

from demux_core.base.languages import UNKNOWN
from demux_core.modelling.encoding import Encoding


def text_of(encoding: Encoding, row: int) -> str:
    """Return the text of a row, or its id if the encoding has no texts."""
    return str(encoding.ids[row] if encoding.texts is None else encoding.texts[row])


def languages_of(encoding: Encoding, rows: NDArray[np.int64] | None = None) -> list[str]:
    """Return the language codes of ``rows``, or of all rows; "unknown" without a language column."""
    if encoding.languages is None:
        return [UNKNOWN] * (len(encoding) if rows is None else len(rows))
    return list(encoding.languages) if rows is None else [encoding.languages[row] for row in rows.tolist()]


def words_of(encoding: Encoding, rows: NDArray[np.int64]) -> list[int]:
    """Return the number of words of ``rows``: their vectors of words, else what spaces separate."""
    if encoding.words is not None:
        counts: list[int] = np.diff(encoding.words[1])[rows].tolist()
        return counts
    return [len(text_of(encoding, row).split()) for row in rows.tolist()]


def displayed_uncertainty(encoding: Encoding, rows: NDArray[np.int64]) -> tuple[str, NDArray[np.float64]]:
    """Return the name and the (k,) values of uncertainty to display, NaN where it is unknown.

    A margin is shown as ``margin`` (low = uncertain), any other measure as ``uncertainty``.
    """
    if encoding.uncertainty is None:
        return "uncertainty", np.full(len(rows), np.nan)
    values = np.asarray(encoding.uncertainty, dtype=np.float64)[rows]
    if (encoding.measure or "").startswith("margin"):
        return "margin", 0.0 - values
    return "uncertainty", values

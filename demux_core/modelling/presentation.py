"""How the rows of an encoding are shown to people: their text, language and uncertainty."""

import numpy as np
from numpy.typing import NDArray

from demux_core.base.languages import UNKNOWN
from demux_core.modelling.encoding import Encoding


def text_of(encoding: Encoding, row: int) -> str:
    """The text of a row; its id where there are no texts."""
    return str(encoding.ids[row] if encoding.texts is None else encoding.texts[row])


def languages_of(encoding: Encoding, rows: NDArray[np.int64] | None = None) -> list[str]:
    """The language codes of ``rows``, or of all; "unknown" where there is no language column."""
    if encoding.languages is None:
        return [UNKNOWN] * (len(encoding) if rows is None else len(rows))
    return list(encoding.languages) if rows is None else [encoding.languages[row] for row in rows.tolist()]


def displayed_uncertainty(encoding: Encoding, rows: NDArray[np.int64]) -> tuple[str, NDArray[np.float64]]:
    """The uncertainty of rows as people read it: its name and (k,) values, NaN where it is not known.

    A margin is shown as what it is (``margin``: low = uncertain), anything else as ``uncertainty``.
    """
    if encoding.uncertainty is None:
        return "uncertainty", np.full(len(rows), np.nan)
    values = np.asarray(encoding.uncertainty, dtype=np.float64)[rows]
    if (encoding.measure or "").startswith("margin"):
        return "margin", 0.0 - values
    return "uncertainty", values

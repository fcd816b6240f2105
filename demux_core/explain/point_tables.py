"""Tables for people to read: points, the chosen points, the language mix."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from demux_core.base.languages import language_name
from demux_core.modelling.encoding import Encoding
from demux_core.modelling.presentation import (
    displayed_uncertainty,
    insert_glosses,
    languages_of,
    text_of,
)

if TYPE_CHECKING:
    from demux_core.strategies import Selection


def points_table(encoding: Encoding, rows: NDArray[np.int64]) -> pd.DataFrame:
    """Return rows of a dataset for reading: text, gloss, language (its name), margin or uncertainty, id."""
    name, values = displayed_uncertainty(encoding, rows)
    table = pd.DataFrame(
        {
            "text": [text_of(encoding, row) for row in rows.tolist()],
            "language": [language_name(code) for code in languages_of(encoding, rows)],
            name: values,
            "id": [encoding.ids[row] for row in rows.tolist()],
        }
    )
    insert_glosses(table, encoding, rows.tolist())
    return table


def chosen_table(selection: "Selection", target: Encoding) -> pd.DataFrame:
    """Return a selection for reading and as a file: ``Selection.frame`` with texts, glosses and margins."""
    frame = selection.frame()
    name, values = displayed_uncertainty(selection.pool, selection.rows)
    if name not in frame:
        frame.insert(list(frame.columns).index("uncertainty") + 1, name, values)
    by_id = {str(name): row for row, name in enumerate(target.ids)}
    frame.insert(2, "text", [text_of(selection.pool, row) for row in selection.rows.tolist()])
    insert_glosses(frame, selection.pool, selection.rows.tolist())
    nearest = [by_id.get(str(name)) for name in frame["nearest_target"]]
    texts = [None if row is None else text_of(target, row) for row in nearest]
    frame.insert(list(frame.columns).index("nearest_target") + 1, "nearest_target_text", texts)
    insert_glosses(frame, target, nearest, "nearest_target_text", "nearest_target_gloss")
    return frame


def language_mix(groups: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    """Count languages: group, language, rows, share; most frequent first within a group."""
    table = [
        (group, language, rows, rows / len(languages))
        for group, languages in groups.items()
        for language, rows in sorted(Counter(languages).items(), key=lambda item: (-item[1], item[0]))
    ]
    return pd.DataFrame(table, columns=["group", "language", "rows", "share"])


def language_count_table(counts: Mapping[str, int]) -> pd.DataFrame:
    """Return numbers per language for editing: code, language (its name), points."""
    names = [language_name(code) for code in counts]
    return pd.DataFrame({"code": list(counts), "language": names, "points": list(counts.values())})

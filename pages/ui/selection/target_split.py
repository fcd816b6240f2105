"""How the points are split over the languages of the target sample."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from demux_core.explain.limits import edited_weights, targets_table
from demux_core.strategies import Constraints
from pages.ui.shared import editable_table

_TOGETHER, _FAIR, _WEIGHTED = "As one sample", "Least covered first", "By weight"
_HELP = (
    "As one sample: a language with more texts counts for more. Least covered first: a fifth of the texts "
    "at a time goes to the language that lacks near texts most. By weight: equal weights give every language "
    "the same share. Strategies that do not look at the target ignore this."
)


def split(languages: Sequence[str], stored: Constraints, key: str) -> dict[str, Any]:
    """Let the visitor choose the split; the fields of ``Constraints`` that it sets."""
    if not languages:
        return {}
    now = _FAIR if stored.fair_targets else _WEIGHTED if stored.target_weights else _TOGETHER
    how = st.segmented_control(
        "Target languages",
        [_TOGETHER, _FAIR, _WEIGHTED],
        default=now,
        required=True,
        key=f"{key}_split",
        help=_HELP,
    )
    if how == _WEIGHTED:
        table = editable_table.edit_table(
            f"{key}_weights",
            lambda: targets_table(languages, stored),
            column_config={
                "language": st.column_config.TextColumn("Target language", disabled=True),
                "weight": st.column_config.NumberColumn("Weight", min_value=0.0, required=True),
            },
            column_order=("language", "weight"),
        )
        return {"target_weights": edited_weights(table)}
    return {"fair_targets": how == _FAIR}

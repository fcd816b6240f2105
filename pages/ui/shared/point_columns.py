"""The columns of tables of points, the same on every page."""

import pandas as pd
import streamlit as st

from demux_core.explain.glossary import explain
from demux_core.tasks.text_pairs import in_short

GLOSS_WIDTH = 260  # pixels
COLUMNS = {
    "rank": st.column_config.NumberColumn("Rank", width=50, format="localized"),
    "text": st.column_config.TextColumn("Text", width=330),
    "gloss": st.column_config.TextColumn(
        "In English", width=GLOSS_WIDTH, help="The translation, from the file or by a translation model."
    ),
    "language": st.column_config.TextColumn("Language", width=90),
    "score": st.column_config.NumberColumn(
        "Score",
        format="%.4g",
        width=75,
        help="Higher means chosen earlier; 0 for random draws.",
    ),
    "margin": st.column_config.NumberColumn(
        "Margin",
        format="%.3g",
        width=80,
        help=explain("Margin"),
    ),
    "uncertainty": st.column_config.NumberColumn(
        "Uncertainty", format="%.3g", width=85, help=explain("Uncertainty")
    ),
    "distance": st.column_config.NumberColumn(
        "Distance",
        format="%.3f",
        width=75,
        help="Euclidean distance to the nearest target text; small means alike.",
    ),
    "nearest_target_text": st.column_config.TextColumn(
        "Nearest target text",
        width=330,
        help="The target text nearest to this text. The reason may name another one: that in whose list of "
        "neighbours this text comes first.",
    ),
    "nearest_target_gloss": st.column_config.TextColumn("Nearest target, in English", width=GLOSS_WIDTH),
    "id": st.column_config.TextColumn("Id", width=100),
}
_TEXTS = ("text", "gloss", "nearest_target_text", "nearest_target_gloss")


def in_rows(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table of points as a page lists it: pairs of texts are cut, which files have whole."""
    cut = {name: table[name].map(in_short, na_action="ignore") for name in _TEXTS if name in table}
    return table.assign(**cut)

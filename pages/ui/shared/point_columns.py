"""The columns of tables of points, the same on every page."""

import streamlit as st

from demux_core.explain.glossary import explain

COLUMNS = {
    "rank": st.column_config.NumberColumn("Rank", width=50, format="localized"),
    "text": st.column_config.TextColumn("Text", width=330),
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
        "Distance", format="%.3f", width=75, help="Distance to the nearest target text; small means alike."
    ),
    "nearest_target_text": st.column_config.TextColumn("Nearest target text", width=330),
    "id": st.column_config.TextColumn("Id", width=100),
}

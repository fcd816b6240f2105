"""The lengths of the texts in the project's files."""

import pandas as pd
import streamlit as st

from demux_core.charts import length_charts
from demux_core.data import text_lengths
from demux_core.workspace.project import ROLES, Project
from pages.ui.shared import access, cache, wording


@access.fragment()
def chart(project: Project) -> None:
    """Draw the lengths of all roles together; another unit redraws this part only."""
    st.subheader("Length of the texts", anchor=False)
    unit = st.segmented_control(
        "Count",
        ["words", "characters"],
        default="words",
        required=True,
        format_func=str.capitalize,
        key="length_unit",
        label_visibility="collapsed",
        help="Compare languages that do not put spaces between words in characters.",
    )
    present = [role for role in ROLES if role in project.uploads]
    lengths: dict[str, pd.DataFrame] = {role: cache.lengths(project, role) for role in present}
    bins = text_lengths.length_bins(lengths, unit)
    figure = length_charts.length_figure(bins, unit, {role: wording.ROLES[role][0] for role in present})
    st.plotly_chart(figure, key="lengths", config={"displayModeBar": False})

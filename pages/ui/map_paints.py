"""What the colours of the map say, as the visitor chose."""

import numpy as np
import streamlit as st

from demux_core.charts import paints
from demux_core.charts.tables import languages_of
from demux_core.projects import Project
from demux_core.projects.choosing import given
from demux_core.projects.runs import Run
from pages.ui import resources


def paint(colour: str, project: Project, run: Run) -> paints.Paint:
    """Return the paint of a colour that belongs to the points and not to strategies."""
    n = len(run.source)
    if colour == "uncertainty":
        return paints.by_doubt(run.source)
    if colour == "density":
        return paints.by_density(np.asarray(run.points[:n]))
    if colour == "label":
        if labels := resources.labels(project, run, given(project, run)):
            return paints.by_label(n, labels)
        st.info(
            "No point has a label yet: neither the pool's file nor the Annotate page gave one. "
            "The colours show languages.",
            icon=":material/label_off:",
        )
    return paints.by_language(languages_of(run.source), resources.colors(run))

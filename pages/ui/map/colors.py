"""What the colours of the map say, as the visitor chose."""

import numpy as np
import streamlit as st

from demux_core.charts import point_colors
from demux_core.modelling.presentation import languages_of
from demux_core.workflows.selection import project_labels
from demux_core.workspace.prepared import PreparedProject
from demux_core.workspace.project import Project
from pages.ui.shared import cache


def points_by(colour: str, project: Project, run: PreparedProject) -> point_colors.PointColors:
    """Return the paint of a colour that belongs to the points and not to strategies."""
    n = len(run.source)
    if colour == "uncertainty":
        return point_colors.by_uncertainty(run.source)
    if colour == "density":
        return point_colors.by_density(np.asarray(run.points[:n]))
    if colour == "label":
        if labels := cache.labels(project, run, project_labels(project, run)):
            return point_colors.by_label(n, labels)
        st.info(
            "No point has a label yet: neither the pool's file nor the Annotate page gave one. "
            "The colours show languages.",
            icon=":material/label_off:",
        )
    return point_colors.by_language(languages_of(run.source), cache.colors(run))

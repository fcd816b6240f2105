"""The colours of the map's points, as the visitor chose."""

import numpy as np
import streamlit as st

from demux_core.charts import point_colors
from demux_core.modelling.presentation import languages_of
from demux_core.workflows.selection import project_labels
from demux_core.workspace.prepared import PreparedProject
from demux_core.workspace.project import Project
from pages.ui.shared import cluster_cache, prepared_cache


def points_by(color_by: str, project: Project, prepared: PreparedProject) -> point_colors.PointColors:
    """Return the colours of the points by what belongs to them: language, cluster, uncertainty and so on."""
    n = len(prepared.source)
    if color_by == "uncertainty":
        return point_colors.by_uncertainty(prepared.source)
    if color_by == "cluster" and (clusters := cluster_cache.clusters(prepared)):
        return point_colors.by_cluster(clusters.of_pool, clusters.names)
    if color_by == "density":
        return point_colors.by_density(np.asarray(prepared.points[:n]))
    if color_by == "label":
        if labels := prepared_cache.labels(project, prepared, project_labels(project, prepared)):
            return point_colors.by_label(n, labels)
        st.info(
            "No text has a label yet: the pool's file has none, and none was given on the Annotate page. "
            "The colours show languages.",
            icon=":material/label_off:",
        )
    return point_colors.by_language(languages_of(prepared.source), prepared_cache.colors(prepared))

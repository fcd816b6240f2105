"""The colours of the map's points, as the visitor chose."""

import numpy as np
import streamlit as st

from demux_core.charts import point_colors
from demux_core.modelling.presentation import languages_of
from demux_core.workflows.selection import project_labels
from demux_core.workspace.prepared import PreparedProject
from demux_core.workspace.project import Project
from pages.ui.shared import cluster_cache, prepared_cache
from pages.ui.shared.remembered import remembered


def points_by(color_by: str, project: Project, prepared: PreparedProject) -> point_colors.PointColors:
    """Return the colours of the points by what belongs to them: language, cluster, uncertainty and so on."""
    if color_by == "uncertainty":
        return _by_uncertainty(prepared.key, prepared)
    if color_by == "cluster" and (clusters := cluster_cache.clusters(prepared)):
        return point_colors.by_cluster(clusters.of_pool, clusters.names)
    if color_by == "density":
        return _by_density(prepared.key, prepared)
    if color_by == "label":
        if labels := prepared_cache.labels(project, prepared, project_labels(project, prepared)):
            return point_colors.by_label(len(prepared.source), labels)
        st.info(
            "No text has a label yet: the pool's file has none, and none was given on the Annotate page. "
            "The colours show languages.",
            icon=":material/label_off:",
        )
    return _by_language(prepared.key, prepared)


@remembered()
def _by_uncertainty(key: str, _prepared: PreparedProject) -> point_colors.ColorScale:
    return point_colors.by_uncertainty(_prepared.source)


@remembered()
def _by_density(key: str, _prepared: PreparedProject) -> point_colors.ColorScale:
    return point_colors.by_density(np.asarray(_prepared.points[: len(_prepared.source)]))


@remembered()
def _by_language(key: str, _prepared: PreparedProject) -> point_colors.ColorGroups:
    return point_colors.by_language(languages_of(_prepared.source), prepared_cache.colors(_prepared))

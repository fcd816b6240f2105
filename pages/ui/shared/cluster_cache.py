"""The clusters of a prepared project, kept between reruns like what is chosen from it."""

from demux_core.analysis.clusters import Clusters, find_clusters
from demux_core.workspace.prepared import PreparedProject
from pages.ui.shared.remembered import remembered


def clusters(prepared: PreparedProject) -> Clusters | None:
    """Return the clusters of pool and target sample; None where they have no vectors."""
    if prepared.source.embeddings is None or prepared.target.embeddings is None:
        return None
    return _clusters(prepared.shown, prepared)


@remembered("Finding clusters")
def _clusters(key: str, _prepared: PreparedProject) -> Clusters:
    return find_clusters(_prepared.source, _prepared.target)

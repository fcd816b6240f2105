"""Groups of target texts whose coverage is told apart: their languages, or what they are about."""

from demux_core.analysis.clusters import find_clusters
from demux_core.base.languages import language_name
from demux_core.modelling.encoding import Encoding
from demux_core.modelling.presentation import languages_of

LANGUAGE, CLUSTER = "language", "cluster"


def target_groups(by: str, source: Encoding, target: Encoding) -> list[str]:
    """The code of each target text's language, or with ``by="cluster"`` the name of its cluster."""
    return find_clusters(source, target).names_of_target if by == CLUSTER else languages_of(target)


def group_name(group: str, by: str) -> str:
    """What people read for one of the groups: the name of a language, or of a cluster."""
    return group if by == CLUSTER else language_name(group)

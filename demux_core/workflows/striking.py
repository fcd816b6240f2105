"""Striking points out of a prepared project: single ones, everything like one, a cluster; what is out."""

from collections.abc import Sequence
from dataclasses import dataclass

from demux_core.analysis.clusters import Clusters
from demux_core.base.errors import InputError
from demux_core.base.languages import language_name
from demux_core.base.plurals import counted
from demux_core.base.text_search import fold
from demux_core.modelling.presentation import text_of
from demux_core.strategies.cosine import rows_alike
from demux_core.strategies.near_duplicates import NearDuplicates
from demux_core.workspace.prepared import PreparedProject
from demux_core.workspace.project import Project
from demux_core.workspace.strikes import Strike, strike_language, strike_points, strikes_together


@dataclass(frozen=True)
class StruckGroup:
    """Items that were struck out together.

    Args:
        title: what they are: a text, a number of texts or a language.
        reason: why; may be empty.
        person: who struck them out.
        created: when, UTC, ISO 8601.
        strikes: the items.
    """

    title: str
    reason: str
    person: str
    created: str
    strikes: tuple[Strike, ...]


def strike_rows(
    project: Project, prepared: PreparedProject, rows: Sequence[int], reason: str = "", person: str = ""
) -> None:
    """Strike out rows of the prepared pool together."""
    pool = prepared.source
    strike_points(project, {str(pool.ids[row]): text_of(pool, row) for row in rows}, reason, person)


def rows_of_ids(prepared: PreparedProject, ids: Sequence[str]) -> list[int]:
    """The rows of texts of the prepared pool.

    Raises:
        InputError: the pool has no such text.
    """
    place = {str(name): row for row, name in enumerate(prepared.source.ids)}
    if unknown := [name for name in ids if name not in place]:
        raise InputError(
            f"texts must be in the pool, got {', '.join(unknown)}; take ids from the column `id` of a "
            f"selection"
        )
    return [place[name] for name in ids]


def strike_pool_language(
    project: Project, prepared: PreparedProject, code: str, reason: str = "", person: str = ""
) -> None:
    """Strike out a language of the prepared pool.

    Raises:
        InputError: the pool does not have it.
    """
    languages = sorted(set(prepared.source.languages or ()))
    if code not in languages:
        choices = ", ".join(languages) or "none, as the pool has no column of languages"
        raise InputError(f"the language must be one of the pool's, got {code!r}; choices: {choices}")
    strike_language(project, code, reason, person)


def strike_cluster(
    project: Project,
    prepared: PreparedProject,
    of: tuple[Clusters, int],
    reason: str = "",
    person: str = "",
) -> None:
    """Strike out the pool texts of a cluster together, and record its name with the reason.

    Args:
        project: to strike them out of.
        prepared: its pool.
        of: the clusters of the pool, and the place of the one to strike out.
        reason: why; may be empty.
        person: who does it.
    """
    clusters, cluster = of
    said = "; ".join(filter(None, [f"cluster {clusters.names[cluster]}", reason]))
    strike_rows(project, prepared, clusters.pool_rows(cluster), said, person)


def cluster_named(clusters: Clusters, given: str) -> int:
    """The place of the cluster with a name, or with a number counted from 1.

    Raises:
        InputError: there is no such cluster.
    """
    wanted = fold(given)
    for place, name in enumerate(clusters.names):
        if wanted in (fold(name), str(place + 1)):
            return place
    choices = "; ".join(f"{place}: {name}" for place, name in enumerate(clusters.names, start=1))
    raise InputError(f"the cluster must be a number or a name, got {given!r}; choices: {choices}")


def rows_like(prepared: PreparedProject, row: int) -> list[int]:
    """A row of the prepared pool, and its near-duplicates and translations."""
    vectors = prepared.source.embeddings
    if vectors is None:
        return [row]
    return [row, *rows_alike(row, vectors, NearDuplicates(vectors).threshold)[0].tolist()]


def struck_groups(project: Project, prepared: PreparedProject) -> list[StruckGroup]:
    """What is struck out of a project, the newest first."""
    together = strikes_together(project)
    wanted = {strikes[0].item for strikes in together}
    place = (
        {str(name): row for row, name in enumerate(prepared.source.ids) if name in wanted} if wanted else {}
    )
    groups = []
    for strikes in together:
        first = strikes[0]
        if first.kind == "language":
            title = language_name(first.item)
        elif len(strikes) > 1:
            title = counted(len(strikes), "text")
        else:
            title = text_of(prepared.source, place[first.item]) if first.item in place else first.item
        groups.append(StruckGroup(title, first.reason, first.person, first.created, tuple(strikes)))
    return groups

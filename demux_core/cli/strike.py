"""``workspace strike``, ``struck`` and ``clusters``: what must not be chosen from a pool any more."""

import argparse
import getpass
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from demux_core.base.errors import InputError
from demux_core.cli.shared import Options, add_command, find_project, say, set_workspace

if TYPE_CHECKING:
    from demux_core.workspace.prepared import PreparedProject
    from demux_core.workspace.project import Project


def add(subcommands: Any) -> Iterator[argparse.ArgumentParser]:
    """Add the commands; the caller adds the project and the workspace."""
    strike = add_command(
        subcommands,
        "strike",
        _strike,
        "strike texts, a language or a cluster out, so that others are chosen instead, or undo that",
        'my-project --id 4f2a,91c0 --reason "not a sentence"',
    )
    what = strike.add_mutually_exclusive_group(required=True)
    what.add_argument("--id", metavar="ID[,ID...]", help="ids of texts of the pool")
    what.add_argument("--like", metavar="ID", help="a text, its near-duplicates and its translations")
    what.add_argument("--language", metavar="CODE", help="all texts of a language")
    what.add_argument(
        "--cluster", metavar="NUMBER|NAME", help="all texts of a cluster, as `workspace clusters` lists them"
    )
    what.add_argument("--undo", action="store_true", help="take back what was struck out last")
    strike.add_argument("--reason", default="", help="why; it is shown in the list")
    struck = add_command(subcommands, "struck", _struck, "list what is struck out of a project", "my-project")
    clusters = add_command(
        subcommands,
        "clusters",
        _clusters,
        "list the clusters of a project's texts: what they are about, whatever their language",
        "my-project",
    )
    yield from (strike, struck, clusters)


def _strike(options: Options) -> None:
    from demux_core.workflows.limits import struck_rows
    from demux_core.workspace.prepared import open_prepared
    from demux_core.workspace.strikes import undo_last_strike

    set_workspace(options)
    project = find_project(options.project)
    prepared = open_prepared(project)
    if not options.undo:
        _strike_out(options, project, prepared)
    elif not undo_last_strike(project, _person()):
        raise InputError(f"nothing is struck out of {project.slug}, so there is nothing to undo")
    say(f"{len(struck_rows(project, prepared)):,} of {len(prepared.source):,} texts are struck out")


def _strike_out(options: Options, project: "Project", prepared: "PreparedProject") -> None:
    from demux_core.analysis.clusters import find_clusters
    from demux_core.workflows import striking

    said = (options.reason, _person())
    if options.cluster:
        clusters = find_clusters(prepared.source, prepared.target)
        place = striking.cluster_named(clusters, options.cluster)
        striking.strike_cluster(project, prepared, (clusters, place), *said)
    elif options.language:
        striking.strike_pool_language(project, prepared, options.language, *said)
    elif options.like:
        (row,) = striking.rows_of_ids(prepared, [options.like.strip()])
        striking.strike_rows(project, prepared, striking.rows_like(prepared, row), *said)
    else:
        names = [name.strip() for name in options.id.split(",")]
        striking.strike_rows(project, prepared, striking.rows_of_ids(prepared, names), *said)


def _struck(options: Options) -> None:
    from demux_core.workflows.striking import struck_groups
    from demux_core.workspace.prepared import open_prepared

    set_workspace(options)
    project = find_project(options.project)
    for group in struck_groups(project, open_prepared(project)):
        reason = f": {group.reason}" if group.reason else ""
        print(f"{group.created[:10]} {group.person}: {group.title}{reason}")


def _clusters(options: Options) -> None:
    from demux_core.analysis.clusters import find_clusters
    from demux_core.explain.cluster_tables import cluster_table
    from demux_core.workflows.limits import struck_rows
    from demux_core.workspace.prepared import open_prepared

    set_workspace(options)
    project = find_project(options.project)
    prepared = open_prepared(project)
    struck = struck_rows(project, prepared)
    clusters = find_clusters(prepared.source, prepared.target)
    table = cluster_table(clusters, {"struck": struck})
    for number, name, pool, target, gone in table.itertuples(index=False):
        out = f", {gone:,} struck out" if gone else ""
        print(f"{number}. {name}: {pool:,} pool, {target:,} target{out}")


def _person() -> str:
    """Name of the user of this machine; empty where it has none."""
    try:
        return getpass.getuser()
    except (ImportError, KeyError, OSError):
        return ""

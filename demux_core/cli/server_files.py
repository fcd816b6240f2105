"""``workspace add``: a file on the server or in a store as a project's file."""

import argparse
from typing import Any

from demux_core.cli.console import console_progress
from demux_core.cli.shared import Options, add_command, find_project, say, set_workspace

_ROLES = ("pool", "target", "train", "test", "gold")


def add(subcommands: Any) -> argparse.ArgumentParser:
    """Add the command."""
    command = add_command(
        subcommands,
        "add",
        _run,
        "add a file, or a folder of Parquet files, below DEMUX_DATA_ROOTS to a project",
        "my-project --path /srv/pools/news",
    )
    command.add_argument(
        "--path", required=True, metavar="PATH|URL", help="below a root; a folder is one file"
    )
    command.add_argument("--role", choices=_ROLES, default="pool", help="what it is for (pool)")
    return command


def _run(options: Options) -> None:
    from demux_core.data.server_files import name_of
    from demux_core.workflows.server_files import add_place

    set_workspace(options)
    rows = add_place(find_project(options.project), options.role, options.path, console_progress())
    say(f"added: {name_of(options.path)}; {rows:,} rows in the {options.role} of {options.project}")

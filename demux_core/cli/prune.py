"""``workspace prune``: remove what takes disk space though nothing refers to it any more."""

import argparse
from typing import Any

from demux_core.cli.shared import Options, add_command, say, set_workspace


def add(subcommands: Any) -> argparse.ArgumentParser:
    """Add the command; the caller adds the workspace."""
    command = add_command(
        subcommands,
        "prune",
        _prune,
        "list encodings, downloads, logs and remains that nothing has referred to for a day, or remove them",
        "--yes",
    )
    command.add_argument("--yes", action="store_true", help="remove them; without it, they are only listed")
    return command


def _prune(options: Options) -> None:
    from demux_core.base.plurals import counted
    from demux_core.workspace import open_store
    from demux_core.workspace.pruning import find_waste, prune
    from demux_core.workspace.quota import megabytes

    set_workspace(options)
    store = open_store()
    found = prune(store) if options.yes else find_waste(store)
    for item in found:
        print(f"{item.kind}: {item.path}: {megabytes(item.bytes)}")
    what = f"{counted(len(found), 'item')}, {megabytes(sum(item.bytes for item in found))}"
    if not found:
        say("nothing to remove")
    elif options.yes:
        say(f"removed {what}")
    else:
        say(f"would remove {what}; confirm with --yes")

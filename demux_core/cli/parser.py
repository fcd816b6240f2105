"""The commands of the command line."""

from demux_core import __version__
from demux_core.cli import (
    analyse,
    coverage,
    demo,
    encode,
    exchange,
    experiment,
    forecast,
    preflight,
    prepare,
    report,
    select,
    train,
    why,
    workspace,
)
from demux_core.cli.command_parser import CommandParser

_COMMANDS = (
    encode,
    preflight,
    select,
    why,
    coverage,
    train,
    experiment,
    analyse,
    forecast,
    prepare,
    report,
    exchange,
    workspace,
    demo,
)


def parser() -> CommandParser:
    """The parser of every command; ``options.run(options)`` runs the command that was given."""
    root = CommandParser(
        prog="python -m demux_core",
        description="Choose which texts of a pool to annotate for a target language.",
    )
    root.add_argument("--version", action="version", version=__version__)
    group = root.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for command in _COMMANDS:
        command.add(group)
    return root

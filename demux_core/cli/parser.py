"""The commands of the command line."""

from demux_core import __version__
from demux_core.cli import (
    analyse,
    completion,
    corpora,
    coverage,
    demo,
    doctor,
    encode,
    exchange,
    experiment,
    forecast,
    preflight,
    prepare,
    report,
    reproduce,
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
    reproduce,
    analyse,
    forecast,
    prepare,
    report,
    exchange,
    workspace,
    corpora,
    demo,
    doctor,
    completion,
)


PROGRAM = "python -m demux_core"


def parser(program: str = PROGRAM) -> CommandParser:
    """The parser of every command; ``options.run(options)`` runs the command that was given.

    Args:
        program: how people call it, for help and examples.
    """
    opens = "" if program == PROGRAM else " Without a command, the dashboard opens."
    root = CommandParser(
        prog=program,
        description=f"Choose which texts of a pool to annotate for a target language.{opens}",
    )
    root.add_argument("--version", action="version", version=__version__)
    group = root.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for command in _COMMANDS:
        command.add(group)
    return root

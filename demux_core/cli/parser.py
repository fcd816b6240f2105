"""The grammar of the command line: what commands there are."""

import argparse
from typing import NoReturn

from demux_core import __version__
from demux_core.cli import analyse, demo, encode, experiment, prepare, report, select, train, workspace

_COMMANDS = (encode, select, train, experiment, analyse, prepare, report, workspace, demo)


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"error: {message}; `{self.prog} --help` shows how it is written\n")


def parser() -> argparse.ArgumentParser:
    """The parser of every command; ``options.run(options)`` runs the one that was asked for."""
    found = _Parser(
        prog="python -m demux_core",
        description="Choose which source-language points to annotate for a target language.",
    )
    found.add_argument("--version", action="version", version=__version__)
    group = found.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for command in _COMMANDS:
        command.add(group)
    return found

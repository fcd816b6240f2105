"""The parser of the command line: errors in one line, and a list of strategies where one is chosen."""

import argparse
from typing import NoReturn


class CommandParser(argparse.ArgumentParser):
    """Reports errors in one line; its help lists the strategies if ``lists_strategies`` is set."""

    lists_strategies = False

    def error(self, message: str) -> NoReturn:
        """Print the error and exit with status 2."""
        self.exit(2, f"error: {message}; see `{self.prog} --help`\n")

    def format_help(self) -> str:
        """The help, with the strategies at its end."""
        # Added here, so that only a command that shows its help imports the strategies.
        text = super().format_help()
        return f"{text}\n{_strategy_list()}" if self.lists_strategies else text


def _strategy_list() -> str:
    from demux_core.strategies.display import ordered_strategies

    table = [(s.name, s.title, s.kind.replace("_", "-"), s.plain_title) for s in ordered_strategies()]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    lines = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in table]
    return "\n  ".join(["strategies (name, title, kind, what they choose):", *lines]) + "\n"

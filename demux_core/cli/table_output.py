"""Tables with texts as the commands write them: safe for spreadsheets unless that is switched off."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from demux_core.base.plurals import counted
from demux_core.cli.shared import Options, say

if TYPE_CHECKING:
    import pandas as pd


def add_no_escape(command: argparse.ArgumentParser) -> None:
    """Add the option that leaves formulas in CSV as they are."""
    command.add_argument(
        "--no-escape",
        action="store_true",
        help="write texts to CSV as they are; otherwise an apostrophe stands before each that a spreadsheet "
        "would run as a formula, such as =1+1 or @name",
    )


def write_table(table: "pd.DataFrame", path: Path | None, options: Options) -> None:
    """Write a table to a file, or print it where there is none; say how many of its cells are escaped."""
    from demux_core.base.exports import escaped_cells, to_csv, write

    escaped = not options.no_escape
    if escaped and (path is None or path.suffix == ".csv") and (count := escaped_cells(table)):
        say(
            f"{counted(count, 'cell')} that a spreadsheet would run as a formula got an apostrophe; "
            "--no-escape leaves cells as they are"
        )
    if path is None:
        print(to_csv(table, escaped), end="")
    else:
        write(table, path, escaped)

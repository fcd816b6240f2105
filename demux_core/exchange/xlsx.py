"""Excel: as ``tables`` says, on the first sheet that has rows."""

from collections.abc import Iterator
from pathlib import Path

from demux_core.base.files import atomic_write
from demux_core.base.workbooks import to_xlsx
from demux_core.data.formats import workbook
from demux_core.data.formats.raw_file import opened
from demux_core.exchange.returned import Returned
from demux_core.exchange.sheet import Sheet
from demux_core.exchange.tables import returned_rows, table_of
from demux_core.tasks.base import Task


def write(sheet: Sheet, path: Path) -> list[Path]:
    """Write the table; every text stays a text, whatever it begins with.

    Raises:
        InputError: a text is too long for a cell.
    """
    atomic_write(path, to_xlsx(table_of(sheet, lists=False)))
    return [path]


def read(path: Path, task: Task) -> Iterator[Returned]:
    """Yield the rows of the first sheet."""
    return returned_rows(workbook.read(opened(path)), task)

"""CSV: as ``tables`` says, in UTF-8 with the mark by which spreadsheets recognise it."""

from collections.abc import Iterator
from pathlib import Path

from demux_core.base import exports
from demux_core.base.files import atomic_write
from demux_core.data.formats import tables
from demux_core.exchange.returned import Returned
from demux_core.exchange.sheet import Sheet
from demux_core.exchange.tables import returned_rows, table_of
from demux_core.tasks.base import Task


def write(sheet: Sheet, path: Path) -> list[Path]:
    """Write the table; what a spreadsheet would run as a formula is escaped."""
    atomic_write(path, exports.to_csv(table_of(sheet, lists=False)).encode("utf-8-sig"))
    return [path]


def read(path: Path, task: Task) -> Iterator[Returned]:
    """Yield the rows."""
    return returned_rows(tables.read(path), task)

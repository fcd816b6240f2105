"""Excel: as ``tables`` says, on the first sheet."""

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from demux_core.base.errors import InputError
from demux_core.base.files import atomic_path
from demux_core.data.formats import limits
from demux_core.data.formats.base import table
from demux_core.exchange.returned import Returned
from demux_core.exchange.sheet import Sheet
from demux_core.exchange.tables import returned_rows, table_of
from demux_core.tasks.base import Task

if TYPE_CHECKING:
    import pandas as pd

_MAX_CELL = 32_767  # characters; Excel cuts what is longer


def write(sheet: Sheet, path: Path) -> list[Path]:
    """Write the table; every text stays a text, whatever it begins with.

    Raises:
        InputError: a text is too long for a cell.
    """
    frame = table_of(sheet, lists=False)
    with atomic_path(path) as temporary:
        _write_workbook(frame, temporary)
    return [path]


def read(path: Path, task: Task) -> Iterator[Returned]:
    """Yield the rows of the first sheet."""
    return returned_rows(_read_workbook(path), task)


def _write_workbook(frame: "pd.DataFrame", path: Path) -> None:
    from openpyxl import Workbook
    from openpyxl.utils.exceptions import IllegalCharacterError

    book = Workbook()
    sheet = book.worksheets[0]
    for number, values in enumerate([list(frame.columns), *frame.itertuples(index=False)], start=1):
        for column, value in enumerate(values, start=1):
            if value is None or value != value:
                continue
            if isinstance(value, str) and len(value) > _MAX_CELL:
                raise InputError(
                    f"a cell of Excel must have at most {_MAX_CELL:,} characters, but row {number:,} has "
                    f"{len(value):,}; export to csv instead"
                )
            try:
                cell = sheet.cell(number, column, value)
            except IllegalCharacterError as error:
                raise InputError(
                    f"a cell of Excel must not hold control characters, but row {number:,} does; export to "
                    f"csv instead"
                ) from error
            if isinstance(value, str):
                cell.data_type = "s"  # not a formula, nor an error such as #N/A
    book.save(path)


def _read_workbook(path: Path) -> "pd.DataFrame":
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(path, read_only=True, data_only=True)
        rows, values = [], 0
        for row in book.worksheets[0].iter_rows(values_only=True):
            values += len(row)
            limits.check_values(values)
            if any(cell is not None for cell in row):
                rows.append([_plain(cell) for cell in row])
    except (InvalidFileException, zipfile.BadZipFile, KeyError, IndexError, ValueError, OSError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(
            f"the file must be an Excel workbook (.xlsx), but cannot be read ({error}); save it again"
        ) from error
    if not rows:
        raise InputError("a table must have a header and rows, but the first sheet is empty; check the file")
    header = [str(name).strip() if name is not None else f"column_{i}" for i, name in enumerate(rows[0], 1)]
    return table(header, list(zip(*rows[1:], strict=True)) or [[] for _ in header])


def _plain(cell: Any) -> Any:
    return cell if cell is None or isinstance(cell, (str, int, float)) else str(cell)

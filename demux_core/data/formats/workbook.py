"""Excel workbooks (.xlsx): one sheet is read, as the values that are shown, without formulas and macros."""

import re
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, time
from typing import Any

import pandas as pd

from demux_core.base.errors import InputError
from demux_core.data.formats import limits
from demux_core.data.formats.base import table
from demux_core.data.formats.raw_file import RawFile

_MAX_ROWS = 1_048_576  # of Excel
_CONTROL = re.compile(r"_x(00[01][0-9A-Fa-f])_")  # how a workbook writes control characters


def read(file: RawFile) -> pd.DataFrame:
    """Every cell as a string, None where it is empty, without blank rows; the first row names the columns.

    Raises:
        InputError: the file is no workbook, has no such sheet, or a name is repeated.
    """
    with _opened(file) as book:
        rows = _rows(book[file.sheet or _default(book)])
        names = next(rows, [])
        if not names:
            raise InputError("a sheet must have a header and rows, but this one is empty; choose another")
        body: list[list[str | None]] = []
        width = len(names)
        for cells in rows:
            body.append(cells)
            width = max(width, len(cells))
            limits.check_columns(width)
            limits.check_values(width * len(body), len(body) + 1)
    padded = [*names, *[None] * (width - len(names))]
    header = [(name or "").strip() or f"column_{i}" for i, name in enumerate(padded, start=1)]
    columns = [[cells[i] if i < len(cells) else None for cells in body] for i in range(width)]
    return table(header, columns)


def sheets(file: RawFile) -> list[str]:
    """The names of the sheets that people see.

    Raises:
        InputError: the file is no workbook.
    """
    with _opened(file) as book:
        return _visible(book)


def recognise(file: RawFile) -> tuple[str, str | None]:
    """The first sheet that has rows, and what is said about it; None where it is the only one."""
    with _opened(file) as book:
        names, chosen = _visible(book), _default(book)
    others = [name for name in names if name != chosen]
    shown = ", ".join(others[:5]) + (f" and {len(others) - 5:,} more" if len(others) > 5 else "")
    return chosen, f"the sheet {chosen!r} is read, not {shown}" if others else None


@contextmanager
def _opened(file: RawFile) -> Iterator[Any]:
    """The workbook; whatever is wrong with it is said in one line."""
    from openpyxl import load_workbook

    try:
        content = file.seekable()
        with zipfile.ZipFile(content) as archive:
            size = sum(each.file_size for each in archive.infolist())
        limits.check_bytes(size, limits.MAX_FILE_BYTES, "split it, or leave out columns")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # parts of workbooks that do not matter here
            book = load_workbook(content, read_only=True, data_only=True, keep_links=False)
            try:
                yield book
            finally:
                book.close()
    except (InputError, MemoryError):
        raise
    except Exception as error:  # the library raises whatever a damaged part leads to
        reason = " ".join(str(error).split())[:80] or type(error).__name__
        raise InputError(
            f"the file must be an Excel workbook (.xlsx) without a password, but cannot be read ({reason}); "
            f"save it again as .xlsx"
        ) from error


def _visible(book: Any) -> list[str]:
    names = [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"]
    if not names:
        raise InputError("a workbook must have a sheet with rows, but this one has none; add one")
    return names


def _default(book: Any) -> str:
    names = _visible(book)
    return next((name for name in names if next(_rows(book[name]), None)), names[0])


def _rows(sheet: Any) -> Iterator[list[str | None]]:
    """Rows with content, each up to its last cell with content."""
    sheet.reset_dimensions()  # they may claim a million empty rows
    for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
        if number > _MAX_ROWS:
            raise InputError(f"a sheet must have at most {_MAX_ROWS:,} rows, but this one has more; split it")
        if cells and (values := _trimmed([_text(cell) for cell in cells])):
            yield values


def _trimmed(cells: Sequence[str | None]) -> list[str | None]:
    end = max((i for i, cell in enumerate(cells, start=1) if cell is not None), default=0)
    return list(cells[:end])


def _text(value: Any) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return _CONTROL.sub(lambda match: chr(int(match[1], 16)), value) if "_x00" in value else value
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        midnight = value.time() == time()
        return value.date().isoformat() if midnight else value.isoformat(sep=" ")
    return str(value)

"""Tables as Excel workbooks (.xlsx), whose texts no spreadsheet runs as formulas."""

import io
from typing import TYPE_CHECKING, Any

from demux_core.base.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MAX_ROWS, _MAX_TEXT = 1_048_576, 32_767  # of Excel, which cuts off what is longer
_WIDEST = 60  # characters


def to_xlsx(frame: "pd.DataFrame") -> bytes:
    """A workbook with one sheet: numbers as numbers, everything else as text, also after it is edited.

    Raises:
        InputError: a text or the table is longer than Excel permits.
    """
    import xlsxwriter

    _check(frame)
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Texts")
        bold = book.add_format({"bold": True, "num_format": "@", "quote_prefix": True})
        # Otherwise a text such as =1+1 becomes a formula as soon as somebody edits its cell.
        text = book.add_format({"num_format": "@", "quote_prefix": True})
        sheet.freeze_panes(1, 0)
        for column, name in enumerate(frame.columns):
            sheet.write_string(0, column, str(name), bold)
            values = frame.iloc[:, column]
            is_number = values.dtype.kind in "iuf"
            for row, value in enumerate(values, start=1):
                _write(sheet, row, column, value, None if is_number else text)
            longest = max((len(str(value)) for value in values[:200]), default=0)
            sheet.set_column(column, column, min(max(longest, len(str(name))) + 2, _WIDEST))
    return content.getvalue()


def _write(sheet: Any, row: int, column: int, value: Any, text: Any) -> None:
    if value is None or value != value or value == "":
        return
    if text is None and abs(value) != float("inf"):
        sheet.write_number(row, column, value)
    else:
        sheet.write_string(row, column, str(value), text)


def _check(frame: "pd.DataFrame") -> None:
    if len(frame) >= _MAX_ROWS:
        raise InputError(f"a workbook holds at most {_MAX_ROWS - 1:,} rows, got {len(frame):,}; write .csv")
    for name in frame.columns:
        for row, value in enumerate(frame[name], start=1):
            if isinstance(value, str) and len(value) > _MAX_TEXT:
                raise InputError(
                    f"a cell of a workbook holds at most {_MAX_TEXT:,} characters, but row {row:,} has "
                    f"{len(value):,} in {name!r}; write .csv"
                )

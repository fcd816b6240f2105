"""Writing tables for other programs: CSV, Excel, JSON Lines, Parquet."""

import csv
from pathlib import Path
from typing import TYPE_CHECKING

from demux_core.base.csv_safety import escape
from demux_core.base.errors import InputError
from demux_core.base.files import atomic_path
from demux_core.base.workbooks import to_xlsx

if TYPE_CHECKING:
    import pandas as pd

SUFFIXES = (".csv", ".xlsx", ".jsonl", ".parquet")


def to_csv(frame: "pd.DataFrame", escaped: bool = True) -> str:
    """CSV with a header.

    Args:
        frame: the table.
        escaped: whether an apostrophe stands before what a spreadsheet would run as a formula.
    """
    table = _escaped(frame) if escaped else frame.rename(columns=str)
    has_returns = any("\r" in name for name in table.columns)
    for name in _texts(table):
        texts = table[name].astype("string")
        has_returns = has_returns or bool(texts.str.contains("\r", regex=False, na=False).any())
    # Spreadsheets end a row at a bare carriage return, but pandas does not quote cells that contain one.
    return table.to_csv(
        index=False, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC if has_returns else csv.QUOTE_MINIMAL
    )


def escaped_cells(frame: "pd.DataFrame") -> int:
    """How many cells ``to_csv`` escapes, without those of the header."""
    safe = _escaped(frame)
    pairs = zip(_texts(frame), _texts(safe), strict=True)
    return sum(int((frame[name].astype("string") != safe[other]).sum()) for name, other in pairs)


def to_jsonl(frame: "pd.DataFrame") -> str:
    """One JSON object per line, without escapes of other scripts."""
    return frame.to_json(orient="records", lines=True, force_ascii=False, double_precision=15)


def to_parquet(frame: "pd.DataFrame") -> bytes:
    """Parquet, which keeps the types of the columns."""
    return bytes(frame.to_parquet(index=False))


def write(frame: "pd.DataFrame", path: str | Path, escaped: bool = True) -> None:
    """Write a table, whole or not at all, in the format that the suffix of ``path`` names.

    Args:
        frame: the table.
        path: of the file.
        escaped: as for ``to_csv``; the other formats hold every cell as it is.

    Raises:
        InputError: the suffix is not one of ``SUFFIXES``, or the table is too large for a workbook.
    """
    path = Path(path)
    check_suffix(path)
    with atomic_path(path) as temporary:
        if path.suffix == ".parquet":
            frame.to_parquet(temporary, index=False)
        elif path.suffix == ".xlsx":
            temporary.write_bytes(to_xlsx(frame))
        else:
            text = to_csv(frame, escaped) if path.suffix == ".csv" else to_jsonl(frame)
            temporary.write_text(text, encoding="utf-8")


def check_suffix(path: str | Path) -> None:
    """Raise InputError if the suffix names no format of tables."""
    if Path(path).suffix not in SUFFIXES:
        raise InputError(f"output must end in {', '.join(SUFFIXES)}, got {Path(path).name!r}")


def _escaped(frame: "pd.DataFrame") -> "pd.DataFrame":
    safe = frame.rename(columns=lambda name: escape(str(name)))
    for name in _texts(safe):
        safe[name] = safe[name].astype("string").map(escape, na_action="ignore")
    return safe


def _texts(frame: "pd.DataFrame") -> list[str]:
    """The columns that are no numbers."""
    return [name for name in frame.columns if frame[name].dtype.kind not in "biuf"]

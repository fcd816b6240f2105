"""Writing tables for other programs: CSV, JSON Lines, Parquet."""

import csv
from pathlib import Path
from typing import TYPE_CHECKING

from demux_core.base.csv_safety import escape
from demux_core.base.errors import InputError
from demux_core.base.files import atomic_path

if TYPE_CHECKING:
    import pandas as pd

SUFFIXES = (".csv", ".jsonl", ".parquet")


def to_csv(frame: "pd.DataFrame") -> str:
    """CSV with a header; cells that a spreadsheet would run as a formula get a leading apostrophe."""
    safe = frame.rename(columns=lambda name: escape(str(name)))
    has_returns = any("\r" in name for name in safe.columns)
    for name in safe.columns[safe.dtypes.map(lambda kind: kind.kind not in "biuf")]:
        texts = safe[name].astype("string")
        has_returns = has_returns or bool(texts.str.contains("\r", regex=False, na=False).any())
        safe[name] = texts.map(escape, na_action="ignore")
    # Spreadsheets end a row at a bare carriage return, but pandas does not quote cells that contain one.
    return safe.to_csv(
        index=False, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC if has_returns else csv.QUOTE_MINIMAL
    )


def to_jsonl(frame: "pd.DataFrame") -> str:
    """One JSON object per line, without escapes of other scripts."""
    return frame.to_json(orient="records", lines=True, force_ascii=False, double_precision=15)


def to_parquet(frame: "pd.DataFrame") -> bytes:
    """Parquet, which keeps the types of the columns."""
    return bytes(frame.to_parquet(index=False))


def write(frame: "pd.DataFrame", path: str | Path) -> None:
    """Write a table, whole or not at all, in the format that the suffix of ``path`` names.

    Raises:
        InputError: the suffix is not one of ``SUFFIXES``.
    """
    path = Path(path)
    check_suffix(path)
    with atomic_path(path) as temporary:
        if path.suffix == ".parquet":
            frame.to_parquet(temporary, index=False)
        else:
            text = to_csv(frame) if path.suffix == ".csv" else to_jsonl(frame)
            temporary.write_text(text, encoding="utf-8")


def check_suffix(path: str | Path) -> None:
    """Raise InputError if the suffix names no format of tables."""
    if Path(path).suffix not in SUFFIXES:
        raise InputError(f"output must end in {', '.join(SUFFIXES)}, got {Path(path).name!r}")

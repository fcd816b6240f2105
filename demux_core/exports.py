"""Tables that leave the product: CSV, JSON Lines, Parquet."""

from pathlib import Path
from typing import TYPE_CHECKING

from demux_core.errors import InputError
from demux_core.files import atomic_path

if TYPE_CHECKING:
    import pandas as pd

SUFFIXES = (".csv", ".jsonl", ".parquet")
# A spreadsheet takes a cell that begins with one of these for a formula (OWASP, CSV injection).
_FORMULA = r"^([=+\-@\t\r])"


def to_csv(frame: "pd.DataFrame") -> str:
    """CSV with a header; texts that a spreadsheet would run as a formula get a leading apostrophe."""
    safe = frame.copy()
    for name in safe.columns[safe.dtypes.map(lambda kind: kind.kind not in "biuf")]:
        safe[name] = safe[name].astype("string").str.replace(_FORMULA, r"'\1", regex=True)
    return safe.to_csv(index=False, lineterminator="\n")


def to_jsonl(frame: "pd.DataFrame") -> str:
    """One JSON object a line, texts in their own script."""
    return frame.to_json(orient="records", lines=True, force_ascii=False)


def write(frame: "pd.DataFrame", path: str | Path) -> None:
    """Write a table in the format that the suffix of ``path`` names, whole or not at all.

    Raises:
        InputError: another suffix.
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
    """Raise InputError where no table can be written under this name."""
    if Path(path).suffix not in SUFFIXES:
        raise InputError(f"output must end in {', '.join(SUFFIXES)}, got {Path(path).name!r}")

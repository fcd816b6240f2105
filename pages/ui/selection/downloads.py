"""Buttons that download a table of points as a file."""

from collections.abc import Callable
from functools import partial

import pandas as pd

from demux_core.base import exports, workbooks
from pages.ui.shared import access

_FORMATS: dict[str, tuple[str, str, Callable[[pd.DataFrame], bytes]]] = {
    # The byte order mark tells spreadsheets that the file is UTF-8.
    "CSV": ("csv", "text/csv", lambda table: exports.to_csv(table).encode("utf-8-sig")),
    "Excel": ("xlsx", workbooks.MIME, workbooks.to_xlsx),
    "JSONL": ("jsonl", "application/jsonl", lambda table: exports.to_jsonl(table).encode()),
    "Parquet": ("parquet", "application/vnd.apache.parquet", exports.to_parquet),
}


def buttons(table: pd.DataFrame, stem: str, key: str, verb: str = "") -> None:
    """Offer ``table`` in every format; a file is written when the visitor asks for it.

    Args:
        table: of points.
        stem: of the files' names.
        key: of the buttons.
        verb: in front of the format's name.
    """
    for name, (suffix, mime, write) in _FORMATS.items():
        access.download_button(
            f"{verb}{name}",
            partial(write, table),
            f"{stem}.{suffix}",
            mime,
            key=f"download_{key}_{suffix}",
        )

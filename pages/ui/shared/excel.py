"""A button that downloads a table as an Excel workbook."""

from collections.abc import Callable
from functools import partial

import pandas as pd

from demux_core.base import workbooks
from pages.ui.shared import access


def button(
    table: pd.DataFrame | Callable[[], pd.DataFrame], stem: str, key: str, label: str = "Excel"
) -> None:
    """Offer ``table``, or what it returns, as ``stem``.xlsx; it is written when the visitor asks for it."""
    access.download_button(
        label,
        partial(_content, table),
        f"{stem}.xlsx",
        workbooks.MIME,
        key=f"excel_{key}",
    )


def _content(table: pd.DataFrame | Callable[[], pd.DataFrame]) -> bytes:
    return workbooks.to_xlsx(table() if callable(table) else table)

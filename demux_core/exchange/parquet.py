"""Parquet: as ``tables`` says, with words, tags and answers as lists."""

from collections.abc import Iterator
from pathlib import Path

from demux_core.base.files import atomic_path
from demux_core.data.formats import parquet
from demux_core.data.formats.raw_file import opened
from demux_core.exchange.returned import Returned
from demux_core.exchange.sheet import Sheet
from demux_core.exchange.tables import returned_rows, table_of
from demux_core.tasks.base import Task


def write(sheet: Sheet, path: Path) -> list[Path]:
    """Write the table."""
    with atomic_path(path) as temporary:
        table_of(sheet).to_parquet(temporary, index=False)
    return [path]


def read(path: Path, task: Task) -> Iterator[Returned]:
    """Yield the rows."""
    return returned_rows(parquet.read(opened(path)), task)

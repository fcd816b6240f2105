"""CSV (commas) and TSV (tabs) in UTF-8; the first line names the columns."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from demux_core.base.csv_safety import unescape
from demux_core.base.errors import InputError
from demux_core.data.formats import limits
from demux_core.data.formats.base import numbered_lines, raw_lines, table

_QUOTED = re.compile(r'"(?:[^"]|"")*"')
Rows = Iterator[tuple[int, list[str]]]


def read(path: Path) -> pd.DataFrame:
    """Every cell as a string, without blank lines; ``csv_safety.escape`` is undone.

    Raises:
        InputError: a row is longer or shorter than the header, a quote is left open, or a name is repeated.
    """
    rows = _split_tabs(path) if path.suffix.lower() == ".tsv" else _parse(path, ",")
    _, names = next(rows, (0, []))
    if not names:
        raise InputError("a table must have a header and rows, but the file is empty; check the export")
    limits.check_columns(len(names))
    if len(names) == 1 and (other := re.search(r"[;\t|]", names[0])):
        raise InputError(
            f"cells must be separated by commas (.csv) or tabs (.tsv), but the header {names[0][:40]!r} "
            f"uses {other[0]!r}; save the file with one of those"
        )
    header = [unescape(name.strip()) or f"column_{i}" for i, name in enumerate(names, start=1)]
    body = []
    for line, cells in rows:
        if len(cells) != len(header):
            raise InputError(
                f"every row must have {len(header):,} cells like the header, but the row that ends in line "
                f"{line:,} has {len(cells):,}; put double quotes around texts that contain the separator"
            )
        body.append([unescape(cell) for cell in cells])
        limits.check_values(len(body) * len(header), line)
    return table(header, list(zip(*body, strict=True)) or [[] for _ in header])


def _parse(path: Path, separator: str) -> Rows:
    csv.field_size_limit(limits.MAX_LINE)
    reader = csv.reader(raw_lines(path), delimiter=separator, strict=True)
    try:
        for cells in reader:
            if cells:
                yield reader.line_num, cells
    except csv.Error as error:
        raise InputError(
            f"quotes must be closed, and doubled inside quotes, but those of the row that ends in line "
            f"{reader.line_num:,} are not ({error}); export the file again"
        ) from error


def _split_tabs(path: Path) -> Rows:
    # Many corpora have bare quotes in TSV. Where every line has the same number of cells, quotes count only
    # around a whole cell; otherwise a quoted cell can span lines, as in CSV.
    widths, quotes = set(), False
    for _, line in numbered_lines(path):
        if line:
            widths.add(line.count("\t"))
            quotes = quotes or '"' in line
    if len(widths) > 1 and quotes:
        return _parse(path, "\t")
    return ((i, [_unquote(cell) for cell in line.split("\t")]) for i, line in numbered_lines(path) if line)


def _unquote(cell: str) -> str:
    if cell.startswith('"') and _QUOTED.fullmatch(cell):
        return cell[1:-1].replace('""', '"')
    return cell

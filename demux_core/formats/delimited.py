"""CSV (commas) and TSV (tabs), UTF-8, the first line names the columns."""

import csv
import io
import re
from pathlib import Path

import pandas as pd

from demux_core.errors import InputError
from demux_core.formats.base import lines, read_text, table

_QUOTED = re.compile(r'"(?:[^"]|"")*"')
Rows = list[tuple[int, list[str]]]


def read(path: Path) -> pd.DataFrame:
    """Every cell as a string, blank lines left out.

    Raises:
        InputError: a row that is longer or shorter than the header, a quote left open, a name used twice.
    """
    text = read_text(path)
    rows = _split_tabs(text) if path.suffix.lower() == ".tsv" else _parse(text, ",")
    if not rows:
        raise InputError("a table must have a header and rows, but the file is empty; check the export")
    header = [name.strip() or f"column_{i}" for i, name in enumerate(rows[0][1], start=1)]
    for line, cells in rows[1:]:
        if len(cells) != len(header):
            raise InputError(
                f"every row must have {len(header)} cells like the header, but the row that ends in line "
                f"{line:,} has {len(cells)}; put texts that contain the separator in double quotes"
            )
    if len(header) == 1 and (other := re.search(r"[;\t|]", header[0])):
        raise InputError(
            f"cells must be separated by commas (.csv) or tabs (.tsv), but the header {header[0][:40]!r} "
            f"uses {other[0]!r}; save the file with one of those"
        )
    body = [cells for _, cells in rows[1:]]
    return table(header, list(zip(*body, strict=True)) or [[] for _ in header])


def _parse(text: str, separator: str) -> Rows:
    csv.field_size_limit(2**31 - 1)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        return [(reader.line_num, cells) for cells in reader if cells]
    except csv.Error as error:
        raise InputError(
            f"quotes must be closed and doubled inside quotes, but the row that ends in line "
            f"{reader.line_num:,} breaks that ({error}); export the file again"
        ) from error


def _split_tabs(text: str) -> Rows:
    # Many corpora put bare quotes into TSV. Where every line has the same number of cells, a quote counts
    # only if it encloses a whole cell; else cells may span lines, as in CSV.
    rows = [(i, line.split("\t")) for i, line in enumerate(lines(text), start=1) if line]
    if len({len(cells) for _, cells in rows}) > 1 and '"' in text:
        return _parse(text, "\t")
    return [(i, [_unquote(cell) for cell in cells]) for i, cells in rows]


def _unquote(cell: str) -> str:
    if cell.startswith('"') and _QUOTED.fullmatch(cell):
        return cell[1:-1].replace('""', '"')
    return cell

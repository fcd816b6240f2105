"""Cells separated by commas, semicolons, tabs or pipes; the first line names the columns."""

import csv
import itertools
import re
from collections.abc import Iterator

import pandas as pd

from demux_core.base.csv_safety import unescape
from demux_core.base.errors import InputError
from demux_core.data.formats import limits
from demux_core.data.formats.base import numbered_lines, raw_lines, table
from demux_core.data.formats.raw_file import RawFile
from demux_core.data.formats.reading import DELIMITERS

_QUOTED = re.compile(r'"(?:[^"]|"")*"')
_SAID = re.compile(r"sep=([,;\t|])\s*", re.IGNORECASE)  # Excel's first line
_TRIED = 100  # rows
Rows = Iterator[tuple[int, list[str]]]


def read(file: RawFile) -> pd.DataFrame:
    """Every cell as a string, without blank lines; ``csv_safety.escape`` is undone.

    Raises:
        InputError: a row is longer or shorter than the header, a quote is left open, or a name is repeated.
    """
    rows = _rows(file, file.delimiter)
    _, names = next(rows, (0, []))
    if not names:
        raise InputError("a table must have a header and rows, but the file is empty; check the export")
    limits.check_columns(len(names))
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


def recognise(file: RawFile) -> tuple[str, str | None]:
    """The name of the separator, and what is said about it; None for that of the suffix.

    It is the one that gives every one of the first rows as many cells as the header; the suffix's own, if
    several do. Where none does, the header decides, so that the row that does not fit is named.
    """
    usual = "tab" if file.suffix == ".tsv" else "comma"
    said = _SAID.fullmatch(next((line for _, line in numbered_lines(file)), ""))
    if said:
        name = next(name for name, character in DELIMITERS.items() if character == said[1])
        return name, f"cells are separated by {_plural(name)}, as the first line says"
    order = [usual, *(name for name in DELIMITERS if name != usual)]
    fitting = [name for name in order if _fits(file, DELIMITERS[name])]
    if not fitting:
        _, header = next(numbered_lines(file), (0, ""))
        fitting = [name for name in order if DELIMITERS[name] in header]
    name = next(iter(fitting), usual)
    return name, None if name == usual else f"cells are separated by {_plural(name)}, not {_plural(usual)}"


def _fits(file: RawFile, separator: str) -> bool:
    try:
        widths = [len(cells) for _, cells in itertools.islice(_rows(file, separator), _TRIED)]
    except InputError:
        return False
    return len(set(widths)) == 1 and widths[0] > 1


def _plural(name: str) -> str:
    return f"{name}s"


def _rows(file: RawFile, separator: str) -> Rows:
    rows = _split_tabs(file) if separator == "\t" else _parse(file, separator)
    for number, (line, cells) in enumerate(rows):
        if number or not _SAID.fullmatch(separator.join(cells)):
            yield line, cells


def _parse(file: RawFile, separator: str) -> Rows:
    csv.field_size_limit(limits.MAX_LINE)
    reader = csv.reader(raw_lines(file), delimiter=separator, strict=True)
    try:
        for cells in reader:
            if cells:
                yield reader.line_num, cells
    except csv.Error as error:
        raise InputError(
            f"quotes must be closed, and doubled inside quotes, but those of the row that ends in line "
            f"{reader.line_num:,} are not ({error}); export the file again"
        ) from error


def _split_tabs(file: RawFile) -> Rows:
    # Many corpora have bare quotes in TSV. Where every line has the same number of cells, quotes count only
    # around a whole cell; otherwise a quoted cell can span lines, as in CSV.
    widths, quotes = set(), False
    for _, line in numbered_lines(file):
        if line:
            widths.add(line.count("\t"))
            quotes = quotes or '"' in line
    if len(widths) > 1 and quotes:
        return _parse(file, "\t")
    return ((i, [_unquote(cell) for cell in line.split("\t")]) for i, line in numbered_lines(file) if line)


def _unquote(cell: str) -> str:
    if cell.startswith('"') and _QUOTED.fullmatch(cell):
        return cell[1:-1].replace('""', '"')
    return cell

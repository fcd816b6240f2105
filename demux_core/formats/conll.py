"""CoNLL columns: a token a line, blank lines between sentences."""

from pathlib import Path

import pandas as pd

from demux_core.errors import InputError
from demux_core.formats.base import lines, read_text, table

Cells = list[str]


def read(path: Path) -> pd.DataFrame:
    """One row a sentence; the first column is the token, the last its tag.

    Columns are separated by tabs or, in a line without tabs, by white space.

    Raises:
        InputError: a line with another number of columns than the first.
    """
    rows = [(number, _cells(line)) for number, line in enumerate(lines(read_text(path)), start=1)]
    words = [cells for _, cells in rows if cells and not _is_mark(cells)]
    width = len(words[0]) if words else 2
    tags = {cells[-1] for cells in words}
    sentences: list[list[Cells]] = [[]]
    for number, cells in rows:
        if not cells or cells[0] == "-DOCSTART-":
            sentences.append([])
        # A word may begin with "#" too: then it has a tag that other words have.
        elif not _is_mark(cells) or (len(cells) == width and cells[-1] in tags):
            _check(cells, width, number)
            sentences[-1].append(cells)
    sentences = [sentence for sentence in sentences if sentence]
    columns = [[[cells[i] for cells in sentence] for sentence in sentences] for i in (0, -1)]
    return table(["tokens", "tags"], columns)


def _cells(line: str) -> Cells:
    if "\t" in line.strip():
        return [cell.strip() for cell in line.split("\t")]
    return line.split()


def _is_mark(cells: Cells) -> bool:
    return cells[0].startswith("#") or cells[0] == "-DOCSTART-"


def _check(cells: Cells, width: int, number: int) -> None:
    if len(cells) != width or width < 2:
        raise InputError(
            f"every line must have the token first, its tag last and as many columns as the first "
            f"({width}; at least 2), but line {number:,} has {len(cells)}; "
            f"separate columns by one tab and sentences by a blank line"
        )
    if not cells[0] or not cells[-1]:
        raise InputError(f"tokens and tags must not be empty, but line {number:,} has an empty one; mend it")

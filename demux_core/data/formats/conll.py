"""CoNLL columns: a token a line, blank lines between sentences; with a single column there are no tags."""

import re

import pandas as pd

from demux_core.base.errors import InputError
from demux_core.data.formats.base import numbered_lines, table
from demux_core.data.formats.raw_file import RawFile

Cells = list[str]
_COMMENT = re.compile(r"# (id|sent_id|lang|annotator) = (.+)")
_BLANK = "_"


def read(file: RawFile) -> pd.DataFrame:
    """One row a sentence; the first column is the token, the last its tag; ``tags`` is None without tags.

    A sentence has no tags where all of them are ``_``. A line ``# id = NAME`` before a sentence names it;
    ``lang`` and ``annotator`` are told likewise.

    Columns are separated by tabs or, in a line without tabs, by white space.

    Raises:
        InputError: a line has another number of columns than the first, or an empty token or tag.
    """
    width, tags = _shape(file)
    tokens: list[Cells] = [[]]
    sentence_tags: list[Cells] = [[]]
    told: list[dict[str, str]] = [{}]
    for number, line in numbered_lines(file):
        cells = _cells(line)
        if not cells or cells[0] == "-DOCSTART-":
            if tokens[-1]:
                tokens.append([])
                sentence_tags.append([])
                told.append({})
        # A word can begin with "#" as well: then it has a tag that other words have, or nothing beside it.
        elif not _is_mark(cells) or (len(cells) == width and (width == 1 or cells[-1] in tags)):
            _check(cells, width, number)
            tokens[-1].append(cells[0])
            sentence_tags[-1].append(tags.setdefault(cells[-1], cells[-1]))
        elif not tokens[-1] and (comment := _COMMENT.fullmatch(line.strip())):
            told[-1][comment[1].removeprefix("sent_")] = comment[2]
    end = len(tokens) - (not tokens[-1])
    is_blank = [width == 1 or set(row) == {_BLANK} for row in sentence_tags[:end]]
    labels = [None if blank else row for blank, row in zip(is_blank, sentence_tags[:end], strict=True)]
    names = [name for name in ("id", "lang", "annotator") if any(name in row for row in told[:end])]
    comments = [[row.get(name) for row in told[:end]] for name in names]
    return table([*names, "tokens", "tags"], [*comments, tokens[:end], labels])


def _shape(file: RawFile) -> tuple[int, dict[str, str]]:
    """The number of columns of the first word, and the tags of all lines that are certainly words."""
    width = 2
    tags: dict[str, str] = {}
    for _, line in numbered_lines(file):
        cells = _cells(line)
        if cells and not _is_mark(cells):
            width = len(cells) if not tags else width
            tags.setdefault(cells[-1], cells[-1])
    return width, tags


def _cells(line: str) -> Cells:
    if "\t" in line.strip():
        return [cell.strip() for cell in line.split("\t")]
    return line.split()


def _is_mark(cells: Cells) -> bool:
    return cells[0].startswith("#") or cells[0] == "-DOCSTART-"


def _check(cells: Cells, width: int, number: int) -> None:
    if len(cells) != width:
        raise InputError(
            f"every line must have the token first, its tag last (or no tag in the whole file) and the "
            f"number of columns of the first line ({width}), but line {number:,} has {len(cells)}; "
            f"separate columns by one tab and sentences by a blank line"
        )
    if not cells[0] or not cells[-1]:
        raise InputError(f"tokens and tags must not be empty, but line {number:,} has an empty one; fix it")

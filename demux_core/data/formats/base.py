"""Parts that the readers share: strict UTF-8, numbered lines, and tables of plain Python values."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from demux_core.base.errors import InputError
from demux_core.data.formats import limits


def read_text(path: Path) -> str:
    """The file as text, without a byte order mark.

    Raises:
        InputError: it is not UTF-8, contains NUL bytes or is too large to be read as a whole.
    """
    size = path.stat().st_size
    limits.check_bytes(size, limits.MAX_JSON_BYTES, "write it as JSON Lines (.jsonl), one object a line")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise _not_utf8(path) from None
    if (nul := text.find("\0")) >= 0:
        raise _nul(text.count("\n", 0, nul) + 1)
    return text


def lines(text: str) -> list[str]:
    """Lines as editors count them: unlike in ``splitlines``, Unicode separators are part of a text."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def numbered_lines(path: Path) -> Iterator[tuple[int, str]]:
    """Numbers (from 1) and lines of a file, which need not fit in memory.

    Raises:
        InputError: a line is not UTF-8, contains NUL bytes or is too long, or there are too many lines.
    """
    for number, line in enumerate(raw_lines(path, newline=None), start=1):
        yield number, line.removesuffix("\n")


def raw_lines(path: Path, newline: str | None = "") -> Iterator[str]:
    """Lines with their line ends, as ``csv.reader`` needs them; otherwise like ``numbered_lines``."""
    with path.open(encoding="utf-8-sig", newline=newline) as file:
        number = 0
        try:
            while line := file.readline(limits.MAX_LINE):
                number += 1
                if "\0" in line:
                    raise _nul(number)
                if len(line) == limits.MAX_LINE:
                    raise InputError(
                        f"a line must have fewer than {limits.MAX_LINE:,} characters, but line {number:,} "
                        f"has more; write one text a line"
                    )
                limits.check_values(number, number)
                yield line
        except UnicodeDecodeError:
            raise _not_utf8(path) from None


def table(names: Sequence[str], columns: Sequence[Sequence[Any]]) -> pd.DataFrame:
    """A frame of object columns, so that values stay as the file has them.

    Raises:
        InputError: two columns have the same name, or there are too many.
    """
    limits.check_columns(len(names))
    repeated = sorted(name for name, times in Counter(names).items() if times > 1)
    if repeated:
        raise InputError(f"column names must be unique, but {repeated[0]!r} occurs twice; rename one")
    return pd.DataFrame(
        {name: pd.Series(list(column), dtype=object) for name, column in zip(names, columns, strict=True)}
    )


def records(rows: Sequence[dict[str, Any]]) -> pd.DataFrame:
    """A frame with all keys of the rows, in order of appearance; None where a row lacks a key."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    limits.check_columns(len(names))
    limits.check_values(len(names) * len(rows))
    return table(names, [[row.get(name) for row in rows] for name in names])


def _not_utf8(path: Path) -> InputError:
    # Files are read block by block; only an error makes the search for its place worthwhile.
    before = 0
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            try:
                line.decode()
            except UnicodeDecodeError as error:
                place = f"byte {before + error.start + 1:,} (0x{line[error.start]:02x}, line {number:,})"
                return InputError(f"text must be UTF-8, but {place} is not; save the file as UTF-8")
            before += len(line)
    return InputError("text must be UTF-8, but the file changed during reading; try again")


def _nul(number: int) -> InputError:
    return InputError(
        f"text must not contain NUL bytes, but line {number:,} does; save the file as UTF-8 text (not UTF-16)"
    )

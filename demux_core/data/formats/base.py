"""Parts that the readers share: strict decoding, numbered lines, and tables of plain Python values."""

import io
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from demux_core.base.errors import InputError
from demux_core.data.formats import limits
from demux_core.data.formats.raw_file import RawFile


def read_text(file: RawFile) -> str:
    """The file as text, without a byte order mark.

    Raises:
        InputError: it has another encoding, contains NUL bytes or is too large to be read as a whole.
    """
    with file.open() as content:
        raw = content.read(limits.MAX_JSON_BYTES + 1)
        size = len(raw) if file.packing else file.path.stat().st_size
    limits.check_bytes(size, limits.MAX_JSON_BYTES, "write it as JSON Lines (.jsonl), one object a line")
    try:
        text = raw.decode(file.encoding)
    except UnicodeDecodeError:
        raise _not_decoded(file) from None
    text = (text.removeprefix("\ufeff") if _is_wide(file) else text).replace("\r\n", "\n").replace("\r", "\n")
    if (nul := text.find("\0")) >= 0:
        raise _nul(text.count("\n", 0, nul) + 1)
    return text


def lines(text: str) -> list[str]:
    """Lines as editors count them: unlike in ``splitlines``, Unicode separators are part of a text."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def numbered_lines(file: RawFile) -> Iterator[tuple[int, str]]:
    """Numbers (from 1) and lines of a file, which need not fit in memory.

    Raises:
        InputError: a line has another encoding, NUL bytes or too many characters, or lines are too many.
    """
    for number, line in enumerate(raw_lines(file, newline=None), start=1):
        yield number, line.removesuffix("\n")


def raw_lines(file: RawFile, newline: str | None = "") -> Iterator[str]:
    """Lines with their line ends, as ``csv.reader`` needs them; otherwise like ``numbered_lines``."""
    with file.open() as content:
        text = io.TextIOWrapper(content, encoding=file.encoding, newline=newline)
        number = 0
        try:
            while line := text.readline(limits.MAX_LINE):
                number += 1
                if "\0" in line:
                    raise _nul(number)
                if len(line) == limits.MAX_LINE:
                    raise InputError(
                        f"a line must have fewer than {limits.MAX_LINE:,} characters, but line {number:,} "
                        f"has more; write one text a line"
                    )
                limits.check_values(number, number)
                # UTF-16 with a mark leaves none; that of a code page or of UTF-16 LE and BE stays.
                yield line.removeprefix("\ufeff") if number == 1 and _is_wide(file) else line
        except UnicodeDecodeError:
            raise _not_decoded(file) from None


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


def _is_wide(file: RawFile) -> bool:
    return file.encoding.startswith(("utf-16", "utf-32"))


def _not_decoded(file: RawFile) -> InputError:
    if file.encoding != "utf-8-sig":
        return InputError(
            f"text must be in the encoding {file.encoding}, but some of it is not; name another with "
            f"--encoding, or save the file as UTF-8"
        )
    # Files are read block by block; only an error makes the search for its place worthwhile.
    before = 0
    with file.open() as content:
        for number, line in enumerate(content, start=1):
            try:
                line.decode()
            except UnicodeDecodeError as error:
                place = f"byte {before + error.start + 1:,} (0x{line[error.start]:02x}, line {number:,})"
                return InputError(
                    f"text must be UTF-8, but {place} is not, and it is unclear which other encoding it has; "
                    f"save the file as UTF-8, or name its encoding with --encoding"
                )
            before += len(line)
    return InputError("text must be UTF-8, but the file changed during reading; try again")


def _nul(number: int) -> InputError:
    return InputError(
        f"text must not contain NUL bytes, but line {number:,} does; save the file as UTF-8 text (not UTF-16)"
    )

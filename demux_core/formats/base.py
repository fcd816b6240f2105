"""What the readers share: strict UTF-8 and a table of plain Python values."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from demux_core.errors import InputError


def read_text(path: Path) -> str:
    """The file as text, without a byte order mark.

    Raises:
        InputError: it is not UTF-8 or holds NUL bytes; with the line.
    """
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InputError(
            f"text must be UTF-8, but byte {error.start + 1:,} (0x{content[error.start]:02x}, line {line:,}) "
            f"is not; save the file as UTF-8"
        ) from error
    if (nul := text.find("\0")) >= 0:
        line = text.count("\n", 0, nul) + 1
        raise InputError(f"text must not hold NUL bytes, but line {line:,} does; save the file as UTF-8 text")
    return text


def lines(text: str) -> list[str]:
    """Lines as editors count them; Unicode's own separators are part of a text, unlike in ``splitlines``."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def table(names: Sequence[str], columns: Sequence[Sequence[Any]]) -> pd.DataFrame:
    """A frame of object columns, so that values stay what the file says.

    Raises:
        InputError: two columns have the same name.
    """
    repeated = sorted({name for name in names if list(names).count(name) > 1})
    if repeated:
        raise InputError(f"column names must differ, but {repeated[0]!r} is there twice; rename one")
    return pd.DataFrame(
        {name: pd.Series(list(column), dtype=object) for name, column in zip(names, columns, strict=True)}
    )


def records(rows: Sequence[dict[str, Any]]) -> pd.DataFrame:
    """A frame of the union of the rows' keys in order of appearance, None where a row lacks one."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    return table(names, [[row.get(name) for row in rows] for name in names])

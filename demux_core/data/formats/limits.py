"""Limits on the size of files, so that one bad upload cannot exhaust the memory that all users share.

A value takes at least about 60 bytes as a Python object, however small it is in the file.
"""

from demux_core.base.errors import InputError

MAX_FILE_BYTES = 300_000_000
# JSON is read as a whole, and with one emoji in it every character of a text takes four bytes.
MAX_JSON_BYTES = 64_000_000
MAX_LINE = 16_000_000
MAX_COLUMNS = 1_000
MAX_VALUES = 10_000_000
MAX_ROLE_MEMORY = 1_000_000_000  # a million short texts take a third of this


def check_bytes(size: int, most: int, remedy: str) -> None:
    """Raise InputError if ``size`` bytes are more than ``most``."""
    if size > most:
        raise InputError(
            f"a file must have at most {most // 10**6:,} MB of data, got {-(-size // 10**6):,} MB; {remedy}"
        )


def check_columns(number: int) -> None:
    """Raise InputError if a table has too many columns."""
    if number > MAX_COLUMNS:
        raise InputError(
            f"a table must have at most {MAX_COLUMNS:,} columns, got {number:,}; keep only texts, labels, "
            f"languages and ids"
        )


def check_values(number: int, line: int | None = None) -> None:
    """Raise InputError if a file has too many cells, lines or list items; ``line`` is being read."""
    if number > MAX_VALUES:
        place = "" if line is None else f" from line {line:,} on"
        raise InputError(
            f"a file must have at most {MAX_VALUES:,} values, but there are more{place}; "
            f"leave out columns that are not needed, or split the file"
        )


def check_role_memory(size: int) -> None:
    """Raise InputError if the files of a role together take too much memory."""
    if size > MAX_ROLE_MEMORY:
        raise InputError(
            f"the files of a role must take at most {MAX_ROLE_MEMORY / 1e9:.1f} GB of memory together, but "
            f"take more; remove some of them"
        )

"""How much a file may hold, so that one bad upload cannot take the memory that everybody shares.

A value costs at least its 60 or so bytes as a Python object, whatever it takes in the file.
"""

from demux_core.base.errors import InputError

MAX_FILE_BYTES = 300_000_000
# JSON is read as a whole, and one emoji makes every character of a text take four bytes.
MAX_JSON_BYTES = 64_000_000
MAX_LINE = 16_000_000
MAX_COLUMNS = 1_000
MAX_VALUES = 10_000_000


def check_bytes(size: int, most: int, remedy: str) -> None:
    """Refuse a file of ``size`` bytes if it has more than ``most``."""
    if size > most:
        raise InputError(
            f"a file must hold at most {most // 10**6:,} MB of data, got {-(-size // 10**6):,} MB; {remedy}"
        )


def check_columns(number: int) -> None:
    """Refuse a table that is wider than any dataset."""
    if number > MAX_COLUMNS:
        raise InputError(
            f"a table must have at most {MAX_COLUMNS:,} columns, got {number:,}; keep those with texts, "
            f"labels, languages and ids"
        )


def check_values(number: int, line: int | None = None) -> None:
    """Refuse a file with more than ten million cells, lines or list items; ``line`` is where reading is."""
    if number > MAX_VALUES:
        place = "" if line is None else f" from line {line:,} on"
        raise InputError(
            f"a file must hold at most {MAX_VALUES:,} values, but there are more{place}; "
            f"leave out columns that are not needed, or split the file"
        )

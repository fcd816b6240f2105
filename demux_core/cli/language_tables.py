"""Small CSV files with a number for each language: shares of texts, prices."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from demux_core.base.errors import InputError

Number = TypeVar("Number", int, float)
PRICE, WORD_PRICE = "price", "price_per_word"


def read_allocation(path: Path) -> dict[str, int]:
    """Texts per language from a CSV file with the header ``lang,count``.

    Raises:
        InputError: the header is another, a count is not a whole number, or a language is repeated.
    """
    _, cells = _read(path, "count")
    return _numbers(path, cells, "count must be a whole number of at least 0", "add their counts up", _whole)


def read_prices(path: Path) -> tuple[dict[str, float], bool]:
    """Prices by language, and whether they are those of a word.

    From a CSV file with the header ``lang,price`` (of a label) or ``lang,price_per_word``.

    Raises:
        InputError: the header is another, a price is not a number, or a language is repeated.
    """
    column, cells = _read(path, PRICE, WORD_PRICE)
    prices = _numbers(path, cells, f"{column} must be a number of at least 0", "keep one price", _amount)
    return prices, column == WORD_PRICE


def _read(path: Path, *columns: str) -> tuple[str, list[tuple[str, str]]]:
    """The first of ``columns`` that the file has, and its pairs of language and cell."""
    from demux_core.data.formats.tables import read

    table = read(path)
    column = next((name for name in columns if name in table), None)
    if column is None or "lang" not in table:
        headers = " or ".join(f"`lang,{name}`" for name in columns)
        raise InputError(f"{path.name} must have the header {headers}, got {list(table)}; rename its columns")
    return column, list(zip(table["lang"].str.strip(), table[column].str.strip(), strict=True))


def _numbers(
    path: Path, cells: list[tuple[str, str]], rule: str, remedy: str, read: Callable[[str], Number | None]
) -> dict[str, Number]:
    numbers: dict[str, Number] = {}
    for language, cell in cells:
        number = read(cell)
        if number is None:
            raise InputError(f"{path.name}: {rule}, got {cell!r} for {language!r}; correct it")
        if language in numbers:
            raise InputError(f"{path.name} must name every language once, got {language!r} twice; {remedy}")
        numbers[language] = number
    return numbers


def _whole(cell: str) -> int | None:
    return int(cell) if cell.isdecimal() else None


def _amount(cell: str) -> float | None:
    try:
        amount = float(cell)
    except ValueError:
        return None
    return amount if 0 <= amount < float("inf") else None

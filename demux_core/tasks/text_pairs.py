"""Two texts of a row as one string."""

from collections.abc import Iterable

SHOWN = " ⟂ "
# No text may hold it.
KEY = "\0"


def join_pairs(firsts: Iterable[str], seconds: Iterable[str | None], separator: str) -> list[str]:
    """The first text of each row and, where there is a second one, the separator and that."""
    pairs = zip(firsts, seconds, strict=True)
    return [first if second is None else f"{first}{separator}{second}" for first, second in pairs]

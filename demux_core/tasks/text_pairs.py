"""Join the two texts of a row into one string."""

from collections.abc import Iterable

SHOWN = " ⟂ "
# NUL, which no text may hold.
KEY = "\0"


def join_pairs(firsts: Iterable[str], seconds: Iterable[str | None], separator: str) -> list[str]:
    """Return the first text of each row, followed by the separator and the second text, if there is one."""
    pairs = zip(firsts, seconds, strict=True)
    return [first if second is None else f"{first}{separator}{second}" for first, second in pairs]


def in_words(text: str) -> str:
    """Return a displayed text, or a sentence that quotes one, with words in place of the separator."""
    return text.replace(SHOWN, " — followed by: ")

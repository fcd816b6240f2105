"""Join the two texts of a row into one string, and show that string."""

from collections.abc import Iterable

SHOWN = " ⟂ "
# NUL, which no text may hold.
KEY = "\0"
_IN_WORDS = " — followed by: "
_BEGINNING = 60  # characters


def join_pairs(firsts: Iterable[str], seconds: Iterable[str | None], separator: str) -> list[str]:
    """Return the first text of each row, followed by the separator and the second text, if there is one."""
    pairs = zip(firsts, seconds, strict=True)
    return [first if second is None else f"{first}{separator}{second}" for first, second in pairs]


def in_words(text: str) -> str:
    """Return a displayed text, or a sentence that quotes one, with words in place of the separator."""
    return text.replace(SHOWN, _IN_WORDS)


def in_short(text: str) -> str:
    """Return a displayed text for a row of a table: of a pair, the first text and how the second begins."""
    first, separator, second = text.partition(SHOWN)
    second = " ".join(second.split())
    if len(second) > _BEGINNING:
        second = f"{second[: _BEGINNING - 1].rstrip()}…"
    return f"{first}{_IN_WORDS}{second}" if separator else text


def first_text(text: str) -> str:
    """Return the first text of a displayed pair, followed by an ellipsis; any other text as it is."""
    first, separator, _ = text.partition(SHOWN)
    return f"{first} …" if separator else text

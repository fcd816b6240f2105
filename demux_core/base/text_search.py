"""Find texts that contain a word, however its letters are written."""

import unicodedata
from collections.abc import Sequence


def fold(text: str) -> str:
    """The form in which texts are compared: one form of each character, lower case, single spaces."""
    lower = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(unicodedata.normalize("NFKC", lower).split())


def find_texts(texts: Sequence[str], words: str) -> list[int]:
    """Positions of the texts that contain ``words``, in order; none for empty words.

    Args:
        texts: n texts as ``folded`` returns them.
        words: as people type them.
    """
    wanted = fold(words)
    return [row for row, text in enumerate(texts) if wanted in text] if wanted else []

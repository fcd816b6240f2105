"""Text search that ignores case, spacing and the encoding of characters."""

import unicodedata
from collections.abc import Sequence


def fold(text: str) -> str:
    """Return the form in which texts are compared: NFKC, case-folded, with single spaces."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(unicodedata.normalize("NFKC", folded).split())


def find_texts(texts: Sequence[str], words: str) -> list[int]:
    """Return the positions of the texts that contain ``words``, in order; none for empty ``words``.

    Args:
        texts: n texts as ``fold`` returns them.
        words: as typed by the user.
    """
    query = fold(words)
    return [row for row, text in enumerate(texts) if query in text] if query else []

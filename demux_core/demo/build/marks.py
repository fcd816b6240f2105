"""Utterances with inline marks, ``see [Dr Rai](PERSON)``, and their text, tokens and BIO tags."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

UNSPACED = {"th", "zh", "ja"}
_MARK = re.compile(r"\[([^\[\]]+)\]\(([A-Z]+)\)")
_SARA_AM = "\u0e33"  # a letter in Unicode, but half of it is above the letter before


@dataclass(frozen=True)
class Mark:
    """A slot that covers the characters ``start`` to ``end`` (exclusive) of the text."""

    start: int
    end: int
    slot: str


@dataclass(frozen=True)
class Utterance:
    """One line of a source file.

    Args:
        id: unique in the corpus; it does not reveal the intent.
        language: code of its language.
        intent: what the speaker wants.
        marked: the text with its marks.
        place: file and line, for messages.
    """

    id: str
    language: str
    intent: str
    marked: str
    place: str

    @cached_property
    def text(self) -> str:
        """The text without marks."""
        return _MARK.sub(r"\1", self.marked)

    @cached_property
    def marks(self) -> list[Mark]:
        """The slots in the order of the text."""
        marks, removed = [], 0
        for match in _MARK.finditer(self.marked):
            start = match.start() - removed
            marks.append(Mark(start, start + len(match[1]), match[2]))
            removed += len(match[0]) - len(match[1])
        return marks

    @cached_property
    def spans(self) -> list[tuple[int, int]]:
        """Start and end of each token, in characters."""
        return token_spans(self.text, self.language)

    @property
    def tokens(self) -> list[str]:
        """Words and punctuation; characters where the language writes no spaces."""
        return [self.text[start:end] for start, end in self.spans]

    @property
    def tags(self) -> list[str]:
        """One BIO tag a token."""
        return [self._tag(start) for start, _ in self.spans]

    def _tag(self, start: int) -> str:
        for mark in self.marks:
            if mark.start <= start < mark.end:
                return ("B-" if start == mark.start else "I-") + mark.slot
        return "O"


def token_spans(text: str, language: str) -> list[tuple[int, int]]:
    """Start and end of every token: words (``MHRS'de``, ``10:30`` are one) and punctuation, or characters."""
    spans: list[tuple[int, int]] = []
    for i, character in enumerate(text):
        if character.isspace():
            continue
        if spans and spans[-1][1] == i and _joins(text, i, language):
            spans[-1] = (spans[-1][0], i + 1)
        else:
            spans.append((i, i + 1))
    return spans


def is_punctuation(token: str) -> bool:
    """Whether the token is one punctuation mark or symbol."""
    return unicodedata.category(token[0])[0] in "PS"


def _joins(text: str, i: int, language: str) -> bool:
    # Marks, joiners and variation selectors belong to what they follow, in every script.
    if unicodedata.category(text[i])[0] == "M" or text[i] in (_SARA_AM, "\u200c", "\u200d"):
        return True
    if language in UNSPACED:
        return False
    return _is_word(text, i) and _is_word(text, i - 1)


def _is_word(text: str, i: int) -> bool:
    if not is_punctuation(text[i]):
        return True
    around = text[i - 1 : i], text[i + 1 : i + 2]
    if text[i] in "'’-":
        # isalnum is False for the vowel signs of Indic scripts.
        return all(side.isalnum() or unicodedata.category(side or " ")[0] == "M" for side in around)
    return text[i] in ".,:/" and all(side.isdigit() for side in around)

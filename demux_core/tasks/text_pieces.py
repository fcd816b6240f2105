"""The pieces of a text that annotators click to mark an answer."""

import re
import unicodedata

from demux_core.base.errors import InputError

# A character of Thai and Lao, Burmese, Khmer, kana or Han, which are written without spaces between words.
SPACELESS = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")


def pieces(text: str) -> list[tuple[int, int]]:
    """Starts and ends (in characters) of the words, marks and signs of a text, from which answers are made.

    A word keeps its combining marks; in scripts that are written without spaces every character is a piece.
    """
    spans: list[tuple[int, int]] = []
    in_word = False
    for place, character in enumerate(text):
        kind = unicodedata.category(character)
        if spans and spans[-1][1] == place and (kind[0] == "M" or kind == "Cf"):
            spans[-1] = (spans[-1][0], place + 1)
        elif character.isspace() or kind[0] in "CZ":
            in_word = False
        else:
            is_letter = kind[0] in "LNM" and not SPACELESS.match(character)
            if is_letter and in_word:
                spans[-1] = (spans[-1][0], place + 1)
            else:
                spans.append((place, place + 1))
            in_word = is_letter
    return spans


def answer_from_pieces(context: str, first: int, last: int) -> dict[str, object]:
    """The answer from piece ``first`` to piece ``last`` of a context, both included.

    Raises:
        InputError: there are no such pieces.
    """
    spans = pieces(context)
    if not 0 <= first <= last < len(spans):
        raise InputError(
            f"an answer must go from a word to the same or a later one of {len(spans):,}, got {first} to "
            f"{last}; mark it again"
        )
    start, end = spans[first][0], spans[last][1]
    return {"text": context[start:end], "start": start}

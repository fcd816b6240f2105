"""Heights of table rows in which most texts are read whole."""

from collections.abc import Iterable, Mapping
from unicodedata import east_asian_width

_LINE, _PADDING, _ONE_LINE = 18, 17, 35  # pixels
_WRAPS_FROM = 66  # pixels: Streamlit breaks lines in rows above 4 rem only
_LETTER, _ASCII_LETTER, _WIDE_LETTER = 7.4, 6.4, 13.0  # pixels; wide ones are Chinese, Japanese, Korean
_MOST_LINES = 7
_WHOLE = 0.9  # of the texts: all rows have one height, which a few long texts do not set


def pixels(columns: Mapping[int, Iterable[str]]) -> int:
    """Return the height at which nine in ten texts of a column are read whole, up to seven lines.

    Longer ones are read in full in their cell or by choosing their row.

    Args:
        columns: width in pixels -> the texts of a column.
    """
    lines = max((_lines(texts, width) for width, texts in columns.items()), default=0.0)
    if lines <= 1:
        return _ONE_LINE
    return max(_WRAPS_FROM, min(int(lines) + 1, _MOST_LINES) * _LINE + _PADDING)


def _lines(texts: Iterable[str], width: int) -> float:
    lines = sorted(_width(str(text)) / width for text in texts)
    return lines[int(_WHOLE * (len(lines) - 1))] if lines else 0.0


def _width(text: str) -> float:
    if text.isascii():
        return len(text) * _ASCII_LETTER
    wide = sum(east_asian_width(letter) in "WF" for letter in text)
    return wide * _WIDE_LETTER + (len(text) - wide) * _LETTER

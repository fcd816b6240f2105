"""Heights of table rows in which no text is cut off."""

from collections.abc import Iterable, Mapping

_LINE, _PADDING, _ONE_LINE = 18, 17, 35  # pixels
_WRAPS_FROM = 66  # pixels: Streamlit breaks lines in rows above 4 rem only
_LETTER, _ASCII_LETTER = 7.4, 6.4  # pixels, on average over scripts
_MOST_LINES = 7


def pixels(columns: Mapping[int, Iterable[str]]) -> int:
    """Return the height at which the texts of columns, by their widths in pixels, are read whole.

    Very long texts end after seven lines: choosing their row shows them in full.
    """
    shares = (_width(str(text)) / width for width, texts in columns.items() for text in texts)
    longest = max(shares, default=0.0)
    if longest <= 1:
        return _ONE_LINE
    return max(_WRAPS_FROM, min(int(longest) + 1, _MOST_LINES) * _LINE + _PADDING)


def _width(text: str) -> float:
    return len(text) * (_ASCII_LETTER if text.isascii() else _LETTER)

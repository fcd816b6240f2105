"""Heights of table rows in which no text is cut off."""

from collections.abc import Iterable, Mapping

_LINE, _PADDING, _LEAST = 18, 17, 35  # pixels
_LETTER = 7.2  # pixels, on average; wide scripts need more lines, so one is always to spare beyond the first
_MOST_LINES = 7


def pixels(columns: Mapping[int, Iterable[str]]) -> int:
    """Return the height at which the texts of columns, by their widths in pixels, are read whole.

    Very long texts end after seven lines: choosing their row shows them in full.
    """
    longest = max(
        (len(text) * _LETTER / width for width, texts in columns.items() for text in texts), default=0
    )
    lines = 1 if longest <= 1 else min(int(longest) + 1, _MOST_LINES)
    return max(_LEAST, lines * _LINE + _PADDING)

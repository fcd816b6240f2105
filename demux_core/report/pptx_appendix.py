"""The appendix on slides: every setting, in tables that fit one slide each."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from math import ceil
from typing import Any

from demux_core.report.appendix import Section
from demux_core.report.pptx_parts import MARGIN, WIDTH, Box
from demux_core.report.pptx_table import Table, add_table

_SLIDE_LINES = 16
_NAME_LENGTH, _VALUE_LENGTH = 30, 100  # characters per line

_Row = tuple[str, str]


def slides(sections: Sequence[Section]) -> Iterator[tuple[str, Callable[[Any], None]]]:
    """Yield titles, and what draws on the slide."""
    for number, rows in enumerate(_pages(sections), start=1):
        yield f"Appendix: every setting ({number})", partial(_add_settings, rows)


def _add_settings(rows: Sequence[_Row], slide: Any) -> None:
    table = Table((), rows, (3.1, 9.033), size=12)
    add_table(slide, Box(MARGIN, 1.3, WIDTH - 2 * MARGIN, 0.4), table)


def _pages(sections: Sequence[Section]) -> Iterator[list[_Row]]:
    """Rows for each slide; a section begins with its title."""
    page: list[_Row] = []
    lines = 0
    for section in sections:
        for i, row in enumerate([(section.title, ""), *section.rows]):
            # The title of a section must not be the last row of a slide.
            needed = _lines(row) + (1 + _lines(section.rows[0]) if i == 0 and section.rows else 0)
            if page and lines + needed > _SLIDE_LINES:
                yield page
                page, lines = [], 0
            page.append(row)
            lines += _lines(row)
    yield page


def _lines(row: _Row) -> int:
    return max(ceil(len(row[1]) / _VALUE_LENGTH), ceil(len(row[0]) / _NAME_LENGTH), 1)

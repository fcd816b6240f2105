"""Native tables on slides."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pptx.enum.text import MSO_ANCHOR
from pptx.util import Inches, Pt

from demux_core.report.pptx_parts import INK, QUIET, SOFT, Box, clean, color_of


@dataclass(frozen=True)
class Table:
    """A table.

    Args:
        header: titles of the columns; empty for none.
        rows: one text for each column.
        widths: of the columns, in inches.
        size: of the text, in points.
        right: columns that are aligned to the right.
    """

    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[float]
    size: int = 14
    right: frozenset[int] = frozenset()


@dataclass(frozen=True)
class _CellStyle:
    size: int
    head: bool
    bold: bool
    right: bool


def add_table(slide: Any, box: Box, table: Table) -> None:
    """Add a native table to a slide."""
    has_header = bool(table.header)
    shape = slide.shapes.add_table(len(table.rows) + has_header, len(table.widths), *box.emu)
    shape.table.first_row, shape.table.horz_banding = has_header, False
    for column, width in enumerate(table.widths):
        shape.table.columns[column].width = Inches(width)
    height = Inches(table.size * 0.0275)
    for i, row in enumerate([*([table.header] if has_header else []), *table.rows]):
        shape.table.rows[i].height = height
        head = has_header and i == 0
        title = not has_header and not any(row[1:])  # of a part of the table
        for j, value in enumerate(row):
            bold = head or (j == 0 and (has_header or title))
            _write_cell(shape.table.cell(i, j), value, _CellStyle(table.size, head, bold, j in table.right))


def _write_cell(cell: Any, value: str, style: _CellStyle) -> None:
    cell.fill.solid()
    cell.fill.fore_color.rgb = color_of(SOFT if style.head else "#FFFFFF")
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    cell.margin_left = cell.margin_right = Inches(0.08)
    cell.margin_top = cell.margin_bottom = Inches(0.03)
    paragraph = cell.text_frame.paragraphs[0]
    paragraph.alignment = 3 if style.right else 1
    run = paragraph.add_run()
    run.text = clean(value)
    run.font.size, run.font.bold = Pt(style.size), style.bold
    run.font.color.rgb = color_of(QUIET if style.head else INK)

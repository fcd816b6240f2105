"""Parts of slides: text, cards and tables, in the colours of the report."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from math import ceil
from typing import Any
from unicodedata import east_asian_width

from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR
from pptx.oxml.ns import qn
from pptx.util import Inches, Pt

INK, QUIET, SOFT, LINE, ACCENT, GOOD, UNCLEAR = (
    "#1B2430", "#566072", "#F3F5F9", "#D9DEE7", "#2455B6", "#00793D", "#B45309",
)  # fmt: skip
WIDTH, HEIGHT, MARGIN = 13.333, 7.5, 0.6
INSIDE = 0.2  # between the edge of a card and its text, in inches
SMALLEST, SPACE_AFTER = 12, 0.35  # points; of the size of a paragraph
_UNSHOWN = re.compile("[\0-\x08\x0b-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True)
class Box:
    """A place on a slide, in inches."""

    left: float
    top: float
    width: float
    height: float

    @property
    def emu(self) -> tuple[Any, Any, Any, Any]:
        """As python-pptx wants it."""
        return Inches(self.left), Inches(self.top), Inches(self.width), Inches(self.height)


@dataclass(frozen=True)
class Line:
    """A paragraph."""

    text: str
    size: int = 16
    bold: bool = False
    color: str = INK
    bullet: bool = False


def clean(text: str) -> str:
    """Return the text without characters that XML does not allow."""
    return _UNSHOWN.sub("", text)


def two_lines(text: str, width: float) -> str:
    """Cut a text to two lines of 12 points in a cell of ``width`` inches."""
    text = " ".join(text.split())
    # Ten characters per inch, or five of Chinese, leave room for wide ones and for lines that end early.
    ends = accumulate(2 if east_asian_width(character) in "WF" else 1 for character in text)
    fit = sum(end <= 20 * width for end in ends)
    return text if fit == len(text) else f"{text[: fit - 1].rstrip()}…"


def fitted(lines: Sequence[Line], box: Box, inside: float = 0.0) -> list[Line]:
    """Return the lines in the largest sizes, up to theirs and not below 12 points, that fit a box.

    ``inside`` is the margin of the box in inches, as for ``write``.
    """
    largest = max(line.size for line in lines)
    for size in range(largest, SMALLEST - 1, -1):
        smaller = [replace(line, size=max(SMALLEST, line.size - largest + size)) for line in lines]
        if sum(_height(line, box.width - 2 * inside) for line in smaller) <= box.height - 1.2 * inside:
            return smaller
    return [replace(line, size=SMALLEST) for line in lines]


def _height(line: Line, width: float) -> float:
    """Inches that a paragraph needs; letters are taken to be wider than they mostly are."""
    per_letter = (0.57 if line.bold else 0.53) * line.size / 72
    letters = sum(2 if east_asian_width(character) in "WF" else 1 for character in line.text)
    rows = ceil(letters * per_letter / (width - 0.25 * line.bullet))
    return (1.2 * max(rows, 1) + SPACE_AFTER) * line.size / 72


def color_of(code: str) -> Any:
    """Return a colour such as ``#2455B6`` for python-pptx."""
    return RGBColor.from_string(code.lstrip("#").upper())


def new_slide(presentation: Any, title: str, footer: str) -> Any:
    """Add a slide with a title, and with footer and page number below."""
    slide = presentation.slides.add_slide(presentation.slide_layouts[5])
    place(slide.shapes.title, Box(MARGIN, 0.4, WIDTH - 2 * MARGIN, 0.8))
    write(slide.shapes.title.text_frame, [Line(title, 28, bold=True)], MSO_ANCHOR.MIDDLE)
    add_text(slide, Box(MARGIN, 7.0, 9.0, 0.3), [Line(footer, 12, color=QUIET)])
    number = Line(str(len(presentation.slides)), 12, color=QUIET)
    add_text(slide, Box(WIDTH - MARGIN - 0.4, 7.0, 0.4, 0.3), [number])
    return slide


def slide_texts(presentation: Any) -> str:
    """Return the text of all slides, that of tables included."""
    shapes = [shape for slide in presentation.slides for shape in slide.shapes]
    texts = [shape.text_frame.text for shape in shapes if shape.has_text_frame]
    tables = [shape.table for shape in shapes if shape.has_table]
    return "\n".join([*texts, *(cell.text for table in tables for cell in table.iter_cells())])


def place(shape: Any, box: Box) -> None:
    """Move a shape to a place on its slide."""
    shape.left, shape.top, shape.width, shape.height = box.emu


def add_text(slide: Any, box: Box, lines: Sequence[Line]) -> None:
    """Add paragraphs to a slide."""
    write(slide.shapes.add_textbox(*box.emu).text_frame, lines)


def add_card(slide: Any, box: Box, lines: Sequence[Line], edge: str | None = None) -> None:
    """Add paragraphs on a soft background, with a coloured left edge where ``edge`` is given."""
    shape = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *box.emu)
    _fill(shape, SOFT)
    write(shape.text_frame, lines, MSO_ANCHOR.MIDDLE if edge else MSO_ANCHOR.TOP, inside=INSIDE)
    if edge:
        left = Box(box.left, box.top, 0.09, box.height)
        _fill(slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *left.emu), edge)


def write(frame: Any, lines: Sequence[Line], anchor: Any = MSO_ANCHOR.TOP, inside: float = 0.0) -> None:
    """Write paragraphs into a text frame; ``inside`` is its margin in inches."""
    frame.word_wrap = True
    frame.vertical_anchor = anchor
    frame.margin_left = frame.margin_right = Inches(inside)
    frame.margin_top = frame.margin_bottom = Inches(inside * 0.6)
    for i, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if i == 0 else frame.add_paragraph()
        paragraph.alignment = 1  # left
        paragraph.space_after = Pt(line.size * SPACE_AFTER)
        if line.bullet:
            _bullet(paragraph)
        run = paragraph.add_run()
        run.text = clean(line.text)
        run.font.size, run.font.bold, run.font.color.rgb = Pt(line.size), line.bold, color_of(line.color)


def _fill(shape: Any, color: str) -> None:
    shape.fill.solid()
    shape.fill.fore_color.rgb = color_of(color)
    shape.line.fill.background()
    if (style := shape._element.find(qn("p:style"))) is not None:  # the theme's shadow
        shape._element.remove(style)


def _bullet(paragraph: Any) -> None:
    from lxml import etree

    properties = paragraph._p.get_or_add_pPr()
    properties.set("marL", "228600")
    properties.set("indent", "-228600")
    namespace = "http://schemas.openxmlformats.org/drawingml/2006/main"
    etree.SubElement(properties, f"{{{namespace}}}buChar").set("char", "•")

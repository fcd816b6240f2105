"""The first slide: the question and the five answers."""

from typing import Any

from demux_core.report.findings import Findings
from demux_core.report.first_page import Answer
from demux_core.report.pptx_parts import (
    ACCENT,
    GOOD,
    INSIDE,
    MARGIN,
    QUIET,
    UNCLEAR,
    WIDTH,
    Box,
    Line,
    add_card,
    add_text,
    fitted,
    place,
    write,
)

_EDGES = {"clear": GOOD, "random": ACCENT}
_GAP, _TOP, _CARD_HEIGHT = 0.15, 3.05, 2.05


def add_answer(presentation: Any, findings: Findings) -> None:
    """Add the slide to a presentation."""
    slide = presentation.slides.add_slide(presentation.slide_layouts[5])
    heading, width = findings.heading, WIDTH - 2 * MARGIN
    prepared = f" · Prepared for {heading.prepared_for}" if heading.prepared_for else ""
    kicker = f"{heading.title} · {heading.made}{prepared}"
    add_text(slide, Box(MARGIN, 0.25, width, 0.35), [Line(kicker, 14, color=QUIET)])
    title = Box(MARGIN, 0.58, width, 0.85)
    place(slide.shapes.title, title)
    write(slide.shapes.title.text_frame, fitted([Line(heading.question, 26, bold=True)], title))
    first, *others = findings.first_page
    box = Box(MARGIN, 1.5, width, 1.4)
    lines = [Line(first.lead, 20, bold=True), Line(" ".join(first.sentences), 15)]
    add_card(slide, box, fitted(lines, box, INSIDE), edge=_EDGES.get(findings.answer.kind, UNCLEAR))
    half = (width - _GAP) / 2
    for i, part in enumerate(others):
        row, column = divmod(i, 2)
        box = Box(MARGIN + column * (half + _GAP), _TOP + row * (_CARD_HEIGHT + _GAP), half, _CARD_HEIGHT)
        add_card(slide, box, fitted(_lines(part), box, INSIDE))


def _lines(part: Answer) -> list[Line]:
    lines = [Line(part.title, 13, bold=True, color=QUIET)]
    if part.lead:
        lines.append(Line(part.lead, 15, bold=True))
    return [*lines, *(Line(sentence, 14, bullet=not part.lead) for sentence in part.sentences)]

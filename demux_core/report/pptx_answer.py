"""The first slide: question, answer, chart, cost and what could be wrong."""

from typing import Any

from demux_core.report import pptx_charts
from demux_core.report.figures import answer_caption, answer_groups
from demux_core.report.findings import Findings
from demux_core.report.pptx_parts import (
    ACCENT,
    GOOD,
    MARGIN,
    QUIET,
    UNCLEAR,
    WIDTH,
    Box,
    Line,
    add_card,
    add_text,
    place,
    write,
)

_EDGES = {"clear": GOOD, "random": ACCENT}
_LINE = 70  # characters of the headline in its larger size
_SMALL_LINE, _LONG = 85, 240  # characters of the headline in its smaller size; of the longest short reason


def add_answer(presentation: Any, findings: Findings) -> None:
    """Add the slide to a presentation."""
    slide = presentation.slides.add_slide(presentation.slide_layouts[5])
    heading, answer, width = findings.heading, findings.answer, WIDTH - 2 * MARGIN
    prepared = f" · Prepared for {heading.prepared_for}" if heading.prepared_for else ""
    kicker = f"{heading.title} · {heading.made}{prepared}"
    add_text(slide, Box(MARGIN, 0.35, width, 0.35), [Line(kicker, 14, color=QUIET)])
    place(slide.shapes.title, Box(MARGIN, 0.68, width, 0.95))
    write(slide.shapes.title.text_frame, [Line(heading.question, 26, bold=True)])
    large = 22 if len(answer.headline) <= _LINE else 19
    small = 16 if len(answer.because) <= _LONG else 14 if len(answer.headline) <= _SMALL_LINE else 13
    lines = [Line(answer.headline, large, bold=True), Line(answer.because, small)]
    add_card(slide, Box(MARGIN, 1.78, width, 1.4), lines, edge=_EDGES.get(answer.kind, UNCLEAR))
    _add_chart(slide, Box(MARGIN, 3.3, 7.3, 3.0), findings)
    add_text(slide, Box(MARGIN, 6.35, 7.3, 0.9), [Line(answer_caption(findings), 12, color=QUIET)])
    left, right_width = 8.2, WIDTH - MARGIN - 8.2
    add_card(slide, Box(left, 3.4, right_width, 1.15), _cost(findings))
    limits = [Line(sentence, 13, bullet=True) for sentence in findings.limits.sentences[:3]]
    add_card(slide, Box(left, 4.7, right_width, 2.5), [Line("What could be wrong", 14, bold=True), *limits])


def _add_chart(slide: Any, box: Box, findings: Findings) -> None:
    reading = findings.evidence.reading
    if reading is None or reading.against_random.empty:
        pptx_charts.language_mix(slide, box, answer_groups(findings), findings.selection.colors)
    else:
        pptx_charts.against_random(slide, box, reading.against_random)


def _cost(findings: Findings) -> list[Line]:
    if findings.cost is None:
        total, note = f"{findings.budget:,} labels", "No price per label is set, so the cost is unknown."
    else:
        total, note = findings.cost.headline, findings.cost.sentence
    return [Line(f"What it costs: {total}", 16, bold=True), Line(note, 13)]

"""The report as a PowerPoint file: native charts and tables, the answer on the first slide."""

import io
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any

from pptx import Presentation
from pptx.util import Inches

from demux_core.report import pptx_appendix, pptx_slides
from demux_core.report.findings import Findings
from demux_core.report.pptx_answer import add_answer
from demux_core.report.pptx_parts import HEIGHT, WIDTH, clean, new_slide

_Draw = Callable[[Any], None]


def render_pptx(findings: Findings) -> bytes:
    """Return the whole file."""
    presentation = Presentation()
    presentation.slide_width, presentation.slide_height = Inches(WIDTH), Inches(HEIGHT)
    _set_properties(presentation, findings)
    footer = f"{findings.heading.title} · {findings.heading.made}"
    add_answer(presentation, findings)
    for title, draw in (*_slides(findings), *pptx_appendix.slides(findings.appendix)):
        draw(new_slide(presentation, title, footer))
    written = io.BytesIO()
    presentation.save(written)
    return written.getvalue()


def _set_properties(presentation: Any, findings: Findings) -> None:
    properties = presentation.core_properties  # those of the library's template name a person
    properties.title, properties.subject = clean(findings.heading.title), clean(findings.heading.question)
    properties.author = properties.last_modified_by = "DeMuX Explorer"
    properties.comments = properties.keywords = properties.category = ""
    properties.created = properties.modified = datetime.now(UTC).replace(tzinfo=None)


def _slides(findings: Findings) -> Iterator[tuple[str, _Draw]]:
    """Titles, and what draws on the slide, from the reasons to the limits."""
    selection, reading = findings.selection, findings.evidence.reading
    yield "Why this answer", partial(pptx_slides.reasons, findings)
    yield "The data", partial(pptx_slides.data, findings)
    yield "Languages of the texts to label", partial(pptx_slides.language_mix, selection)
    yield "The languages in words", _bullets(selection.mix_sentences)
    yield "The texts on a map", partial(pptx_slides.text_map, findings)
    if len(selection.examples):
        yield "The first texts to label", partial(pptx_slides.first_texts, selection.examples)
    if reading is not None:
        yield "What labelling gains", partial(pptx_slides.curves, reading)
        yield f"With {reading.budget:,} labels", partial(pptx_slides.scores, reading)
    if findings.cost is not None:
        yield "Cost", partial(pptx_slides.costs, findings.cost)
    yield "Limits", _bullets(findings.limits.sentences)
    if findings.limits.unavailable:
        yield "Strategies not compared", _bullets(findings.limits.unavailable)


def _bullets(sentences: Sequence[str]) -> _Draw:
    return partial(pptx_slides.bullets, sentences)

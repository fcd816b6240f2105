"""The report as a PowerPoint file: native charts and tables, the answer on the first slide."""

import io
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any

from pptx import Presentation
from pptx.util import Inches

from demux_core.explain.glossary import terms_in
from demux_core.report import pptx_evidence, pptx_pictures, pptx_slides
from demux_core.report.findings import Findings
from demux_core.report.pptx_answer import add_answer
from demux_core.report.pptx_parts import HEIGHT, WIDTH, clean, new_slide, slide_texts

_Draw = Callable[[Any], None]


def render_pptx(findings: Findings) -> bytes:
    """Return the whole file."""
    presentation = Presentation()
    presentation.slide_width, presentation.slide_height = Inches(WIDTH), Inches(HEIGHT)
    _set_properties(presentation, findings)
    footer = f"{findings.heading.title} · {findings.heading.made}"
    add_answer(presentation, findings)
    for title, draw in _slides(findings):
        draw(new_slide(presentation, title, footer))
    if words := terms_in(slide_texts(presentation)):
        pptx_slides.bullets(
            [f"{term}: {sentence}" for term, sentence in words.items()],
            new_slide(presentation, "Words", footer),
        )
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
    """Titles, and what draws on the slide: pictures, texts, evidence, cost and limits.

    Settings are in the HTML file alone: nobody reads them from a wall.
    """
    selection, reading, limits = findings.selection, findings.evidence.reading, findings.limits
    yield "The texts on a map", partial(pptx_pictures.text_map, findings)
    yield "Languages of the texts to label", partial(pptx_pictures.language_mix, selection)
    if reading is not None:
        yield "What labels bring", partial(pptx_pictures.curves, findings, reading)
    if findings.coverage is not None:
        yield "How much of the target the texts cover", partial(pptx_pictures.coverage, findings.coverage)
    if reading is not None and findings.forecast is not None and findings.forecast.forecast is not None:
        yield "What more labels would bring", partial(pptx_pictures.forecast, findings.forecast, reading)
    if len(selection.examples):
        yield "The first texts to label", partial(pptx_slides.first_texts, selection.examples)
    if reading is not None:
        if not reading.against_random.empty:
            yield "Compared with random texts", partial(pptx_evidence.comparison, findings.evidence)
        yield f"With {reading.budget:,} labels", partial(pptx_evidence.scores, reading)
    yield "The data", partial(pptx_slides.data, findings)
    if findings.cost is not None:
        yield "Cost", partial(pptx_slides.costs, findings.cost)
    yield "Limits", _bullets(limits.sentences)
    if limits.unavailable:
        yield "Strategies not compared", _bullets(limits.unavailable)


def _bullets(sentences: Sequence[str]) -> _Draw:
    return partial(pptx_slides.bullets, sentences)

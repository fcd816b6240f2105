"""The report as a PowerPoint file: native charts and tables, the answer on the first slide."""

import io
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from math import ceil
from typing import Any

from pptx import Presentation
from pptx.util import Inches

from demux_core.report import pptx_charts
from demux_core.report.figures import answer_caption, answer_groups
from demux_core.report.findings import Findings
from demux_core.report.pptx_parts import (
    ACCENT,
    DOUBT,
    GOOD,
    HEIGHT,
    MARGIN,
    QUIET,
    WIDTH,
    Box,
    Line,
    card,
    clean,
    new_slide,
    place,
    table,
    text,
    two_lines,
    write,
)
from demux_core.report.selection_section import drawn_share
from demux_core.report.tables import table_at_budget

_BODY = Box(MARGIN, 1.35, WIDTH - 2 * MARGIN, 5.5)
_EDGES = {"clear": GOOD, "random": ACCENT}
_SHORT = 80  # a longer answer takes two lines
_SETTING_LINES, _SETTING_WIDTH = 16, 100


def render_pptx(findings: Findings) -> bytes:
    """Return the whole file."""
    presentation = Presentation()
    presentation.slide_width, presentation.slide_height = Inches(WIDTH), Inches(HEIGHT)
    _properties(presentation, findings)
    footer = f"{findings.title} · {findings.made}"
    _answer(presentation, findings)
    for title, draw in _slides(findings):
        draw(new_slide(presentation, title, footer))
    for title, rows in _settings(findings):
        slide = new_slide(presentation, title, footer)
        table(slide, Box(MARGIN, 1.3, WIDTH - 2 * MARGIN, 0.4), (), rows, (3.1, 9.033), size=12)
    written = io.BytesIO()
    presentation.save(written)
    return written.getvalue()


def _properties(presentation: Any, findings: Findings) -> None:
    about = presentation.core_properties  # those of the library's template name a person
    about.title, about.subject = clean(findings.title), clean(findings.question)
    about.author = about.last_modified_by = "DeMuX Explorer"
    about.comments = about.keywords = about.category = ""
    about.created = about.modified = datetime.now(UTC).replace(tzinfo=None)


def _answer(presentation: Any, findings: Findings) -> None:
    slide = presentation.slides.add_slide(presentation.slide_layouts[5])
    wide = WIDTH - 2 * MARGIN
    prepared = f" · Prepared for {findings.prepared_for}" if findings.prepared_for else ""
    kicker = f"{findings.title} · {findings.made}{prepared}"
    text(slide, Box(MARGIN, 0.35, wide, 0.35), [Line(kicker, 14, color=QUIET)])
    place(slide.shapes.title, Box(MARGIN, 0.68, wide, 0.95))
    write(slide.shapes.title.text_frame, [Line(findings.question, 26, bold=True)])
    size = 22 if len(findings.answer.headline) <= _SHORT else 19
    small = 16 if len(findings.answer.because) <= 3 * _SHORT else 14
    answer = [Line(findings.answer.headline, size, bold=True), Line(findings.answer.because, small)]
    card(slide, Box(MARGIN, 1.78, wide, 1.4), answer, edge=_EDGES.get(findings.answer.kind, DOUBT))
    _answer_chart(slide, Box(MARGIN, 3.3, 7.3, 3.0), findings)
    text(slide, Box(MARGIN, 6.35, 7.3, 0.9), [Line(answer_caption(findings), 12, color=QUIET)])
    left, width = 8.2, WIDTH - MARGIN - 8.2
    card(slide, Box(left, 3.4, width, 1.15), _cost(findings))
    doubts = [Line(sentence, 13, bullet=True) for sentence in findings.limits[:3]]
    card(slide, Box(left, 4.7, width, 2.5), [Line("What could be wrong", 14, bold=True), *doubts])


def _answer_chart(slide: Any, box: Box, findings: Findings) -> None:
    measured = findings.measured
    if measured is None or measured.against.empty:
        pptx_charts.language_mix(slide, box, answer_groups(findings), findings.colors)
    else:
        pptx_charts.against_random(slide, box, measured.against)


def _cost(findings: Findings) -> list[Line]:
    if findings.cost is None:
        big, small = f"{findings.budget:,} labels", "No price per label is given, so there is no sum."
    else:
        big, small = findings.cost.headline, findings.cost.sentence
    return [Line(f"What it costs: {big}", 16, bold=True), Line(small, 13)]


def _slides(findings: Findings) -> Iterator[tuple[str, Any]]:
    wide = _BODY.width
    strategy = Line(
        f"A strategy is a rule that says which texts to label next. {findings.strategy_sentence}",
        16,
        color=QUIET,
    )
    reasons = [
        Line(sentence, 18, bullet=True) for sentence in (*findings.answer.reasons, *findings.comparisons)
    ]
    yield "Why this answer", lambda slide: _why(slide, reasons, strategy)
    yield "The data", lambda slide: _data(slide, findings)
    mix = Box(MARGIN, 1.3, wide, 5.6)
    yield (
        "Languages of the texts to label",
        lambda slide: pptx_charts.language_mix(slide, mix, findings.mix, findings.colors),
    )
    yield "The languages in words", _list(findings.mix_sentences)
    yield "Where the texts lie", lambda slide: _map(slide, findings)
    if len(findings.examples):
        yield "The first texts to label", lambda slide: _first_texts(slide, findings)
    if findings.measured is not None:
        yield "What labels buy", lambda slide: _curve(slide, findings)
        yield f"With {findings.measured.at:,} labels", lambda slide: _reading(slide, findings)
    if findings.cost is not None:
        yield "Cost", lambda slide: _costs(slide, findings)
    yield "Limits", _list(findings.limits)
    if findings.unable:
        yield "Not among the strategies compared", _list(findings.unable)


def _list(sentences: Sequence[str]) -> Any:
    lines = [Line(sentence, 17, bullet=True) for sentence in sentences]
    return lambda slide: text(slide, _BODY, lines)


def _why(slide: Any, reasons: list[Line], strategy: Line) -> None:
    text(slide, Box(MARGIN, 1.35, _BODY.width, 4.6), reasons)
    text(slide, Box(MARGIN, 6.1, _BODY.width, 0.8), [strategy])


def _data(slide: Any, findings: Findings) -> None:
    text(slide, Box(MARGIN, 1.3, _BODY.width, 0.8), [Line(findings.setting, 16, color=QUIET)])
    shown = findings.files.assign(rows=findings.files["rows"].map("{:,}".format))
    rows = shown.astype(str).to_numpy().tolist()
    box = Box(MARGIN, 2.2, _BODY.width, 0.5)
    table(
        slide,
        box,
        ("What for", "File", "Rows", "Languages"),
        rows,
        (2.4, 3.2, 1.2, 5.333),
        right=frozenset({2}),
    )


def _map(slide: Any, findings: Findings) -> None:
    title, rows = next(iter(findings.picked.items()))
    drawn = pptx_charts.map_of(
        slide, Box(MARGIN, 1.2, _BODY.width, 5.1), findings.points, findings.colors, title, rows
    )
    first = "" if len(rows) == findings.budget else f"the first {len(rows):,} "
    note = f"Every dot is a text; near is near in meaning, roughly. Crosses: {first}to label."
    if some := drawn_share(*zip(drawn, findings.texts, strict=True)):
        note += f" Drawn: {some}."
    text(slide, Box(MARGIN, 6.4, _BODY.width, 0.5), [Line(note, 14, color=QUIET)])


def _first_texts(slide: Any, findings: Findings) -> None:
    heads = {"rank": "Rank", "text": "Text", "language": "Language", "nearest": "Nearest target text"}
    columns = [name for name in heads if name in findings.examples]
    widths = (0.7, 5.4, 1.7, 4.333) if "nearest" in columns else (0.7, 9.733, 1.7)
    rows = [
        [two_lines(str(value), width) for value, width in zip(row, widths, strict=True)]
        for row in findings.examples[columns].itertuples(index=False, name=None)
    ]
    box, header = Box(MARGIN, 1.3, _BODY.width, 0.5), [heads[name] for name in columns]
    table(slide, box, header, rows, widths, size=12, right=frozenset({0}))


def _curve(slide: Any, findings: Findings) -> None:
    measured = findings.measured
    assert measured is not None
    pptx_charts.curves(
        slide, Box(MARGIN, 1.2, _BODY.width, 5.0), measured.numbers, measured.budgets, measured.metric_name
    )
    note = (
        "Score on the test after training on that many labelled texts: mean over seeds, with the 95 % "
        "interval. EN-FT is the model that has seen labelled English only; GOLD, where shown, is the ceiling."
    )
    text(slide, Box(MARGIN, 6.3, _BODY.width, 0.6), [Line(note, 14, color=QUIET)])


def _reading(slide: Any, findings: Findings) -> None:
    assert findings.measured is not None
    shown = table_at_budget(findings.measured)
    others = (_BODY.width - 2.4) / (len(shown.columns) - 1)
    rows = list(shown.itertuples(index=False, name=None))
    right = frozenset(range(1, len(shown.columns)))
    widths = [2.4, *[others] * (len(shown.columns) - 1)]
    table(slide, Box(MARGIN, 1.35, _BODY.width, 0.5), list(shown.columns), rows, widths, right=right)
    note = (
        "Means ± half the 95 % interval over seeds. The interval with the test included also asks what other "
        "test texts might have shown; the answer is judged by it."
    )
    text(slide, Box(MARGIN, 6.3, _BODY.width, 0.6), [Line(note, 14, color=QUIET)])


def _costs(slide: Any, findings: Findings) -> None:
    assert findings.cost is not None
    shown = findings.cost.table
    rows = [tuple(map(str, row)) for row in shown.itertuples(index=False, name=None)]
    width = _BODY.width / len(shown.columns)
    text(
        slide,
        Box(MARGIN, 1.3, _BODY.width, 0.7),
        [Line(findings.cost.sentence, 16, color=QUIET), Line(findings.cost.note, 13, color=QUIET)],
    )
    right = frozenset(range(1, len(shown.columns)))
    table(
        slide,
        Box(MARGIN, 2.1, _BODY.width, 0.5),
        list(shown.columns),
        rows,
        [width] * len(shown.columns),
        right=right,
    )


def _settings(findings: Findings) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """The appendix in pieces that fit a slide each; a part begins with its title."""
    rows: list[tuple[str, str]] = []
    lines, number = 0, 1
    for part in findings.appendix:
        for i, row in enumerate([(part.title, ""), *part.rows]):
            # A part's title does not stand alone at the foot of a slide.
            needed = _lines(row) + (1 + _lines(part.rows[0]) if i == 0 and part.rows else 0)
            if rows and lines + needed > _SETTING_LINES:
                yield f"Appendix: every setting ({number})", rows
                rows, lines, number = [], 0, number + 1
            rows.append(row)
            lines += _lines(row)
    yield f"Appendix: every setting ({number})", rows


def _lines(row: tuple[str, str]) -> int:
    return max(ceil(len(row[1]) / _SETTING_WIDTH), ceil(len(row[0]) / 30), 1)

"""Slides of one picture with one sentence above and, where it needs one, a note below."""

from typing import Any

from demux_core.base.plurals import counted
from demux_core.explain.learner_sentences import scores_of_learner
from demux_core.report import pptx_charts, pptx_curves
from demux_core.report.figures import MAP_CAPTION, MIX_CAPTION, curve_caption
from demux_core.report.findings import Findings
from demux_core.report.pictures import CoverageSection, ForecastSection
from demux_core.report.pptx_parts import MARGIN, QUIET, WIDTH, Box, Line, add_text, fitted
from demux_core.report.reading import ExperimentReading
from demux_core.report.selection_section import SelectionSection, shares_shown

_WIDTH = WIDTH - 2 * MARGIN
_SENTENCE = Box(MARGIN, 1.15, _WIDTH, 0.7)
_PICTURE = Box(MARGIN, 1.85, _WIDTH, 4.35)
_NOTE = Box(MARGIN, 6.25, _WIDTH, 0.7)


def text_map(findings: Findings, slide: Any) -> None:
    """Add the map with the marks of the recommended strategy."""
    section = findings.selection.map
    marked = next(iter(section.marked.values()))
    pool, target = pptx_charts.text_map(slide, _PICTURE, section, findings.selection.colors)
    notes = [section.nearness]
    if len(marked) < findings.budget:
        notes.append(f"Crosses: the first {len(marked):,} texts to label.")
    if shares := shares_shown((pool, findings.data.pool_texts), (target, findings.data.target_texts)):
        notes.append(f"Shown: {shares}.")
    sentence = MAP_CAPTION.replace("filled diamonds", "diamonds").replace("open marks", "crosses")
    _words(slide, sentence, " ".join(filter(None, notes)))


def language_mix(selection: SelectionSection, slide: Any) -> None:
    """Add the language mix of the pool, of each strategy and of the target sample."""
    pptx_charts.language_mix(slide, _PICTURE, selection.mix, selection.colors)
    _words(slide, selection.mix_sentences[0], MIX_CAPTION)


def curves(findings: Findings, reading: ExperimentReading, slide: Any) -> None:
    """Add the learning curves."""
    pptx_curves.curves(slide, _PICTURE, reading)
    hidden = len(reading.drawn) - len(pptx_curves.shown_strategies(reading))
    more = f" Without {counted(hidden, 'weaker strategy')}." if hidden else ""
    if findings.forecast is not None and findings.forecast.forecast is None:
        more += f" {findings.forecast.sentence}"  # why there is no slide with one
    _words(slide, findings.answer.expect[0], f"{curve_caption(reading)}{more}")


def coverage(section: CoverageSection, slide: Any) -> None:
    """Add the coverage by number of labels."""
    pptx_curves.coverage(slide, _PICTURE, section.curves)
    _words(slide, section.sentence, section.note)


def forecast(section: ForecastSection, reading: ExperimentReading, slide: Any) -> None:
    """Add the curve as it is expected to go on."""
    assert section.forecast is not None
    pptx_curves.forecast(slide, _PICTURE, section.strategy, section.forecast, reading.metric_name)
    note = f"Bars are 95% intervals of a new measurement. {scores_of_learner(reading.learner)}"
    _words(slide, section.sentence, note)


def _words(slide: Any, sentence: str, note: str) -> None:
    add_text(slide, _SENTENCE, fitted([Line(sentence, 17)], _SENTENCE))
    add_text(slide, _NOTE, fitted([Line(note, 14, color=QUIET)], _NOTE))

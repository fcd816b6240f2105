"""Slides of what was measured: differences from random texts, and every strategy at the budget."""

from typing import Any

from demux_core.base.plurals import counted
from demux_core.explain.learner_sentences import scores_of_learner
from demux_core.report import pptx_charts
from demux_core.report.evidence import Evidence
from demux_core.report.figures import comparison_caption
from demux_core.report.pptx_parts import MARGIN, QUIET, WIDTH, Box, Line, add_text, fitted
from demux_core.report.pptx_table import Table, add_table
from demux_core.report.reading import ExperimentReading
from demux_core.report.tables import table_at_budget

_WIDTH = WIDTH - 2 * MARGIN
_NOTE = Box(MARGIN, 6.3, _WIDTH, 0.62)
_ROOM = 8  # differences with intervals beside each other


def comparison(evidence: Evidence, slide: Any) -> None:
    """Add the differences at the budget as bars; those at every budget are in the HTML file."""
    assert evidence.reading is not None
    reading = evidence.reading
    pptx_charts.against_random(slide, Box(MARGIN, 1.2, _WIDTH, 5.0), reading.against_random)
    others = reading.comparisons["budget"].nunique() - 1
    more = f" The HTML file shows {counted(others, 'other number')} of labels." if others else ""
    note = f"{comparison_caption(reading)} {scores_of_learner(reading.learner)}{more} {evidence.unfinished}"
    add_text(slide, _NOTE, fitted([Line(note.strip(), 14, color=QUIET)], _NOTE))


def scores(reading: ExperimentReading, slide: Any) -> None:
    """Add every strategy at the budget as a table."""
    shown = table_at_budget(reading)
    others = len(shown.columns) - 1
    table = Table(
        list(shown.columns),
        list(shown.itertuples(index=False, name=None)),
        [2.6, *[(_WIDTH - 2.6) / others] * others],
        size=14 if len(shown) <= _ROOM else 12,
        right=frozenset(range(1, others + 1)),
    )
    add_table(slide, Box(MARGIN, 1.25, _WIDTH, 0.4), table)
    note = (
        f"{scores_of_learner(reading.learner)} "
        "Means ± half the 95% interval over seeds. The interval over seeds and test texts also allows for "
        "other test texts; the answer is based on it."
    )
    add_text(slide, _NOTE, fitted([Line(note, 14, color=QUIET)], _NOTE))

"""The slides between the answer and the appendix."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from demux_core.explain.learner_sentences import scores_of_learner
from demux_core.report import pptx_charts
from demux_core.report.cost import Cost
from demux_core.report.figures import curve_caption
from demux_core.report.findings import Findings
from demux_core.report.pptx_parts import MARGIN, QUIET, WIDTH, Box, Line, add_text, two_lines
from demux_core.report.pptx_table import Table, add_table
from demux_core.report.reading import ExperimentReading
from demux_core.report.selection_section import SelectionSection, shares_shown
from demux_core.report.tables import table_at_budget

_WIDTH = WIDTH - 2 * MARGIN
_EXAMPLE_TITLES = {"rank": "Rank", "text": "Text", "language": "Language", "nearest": "Nearest target text"}


def reasons(findings: Findings, slide: Any) -> None:
    """Write what speaks for the answer, and what the strategy does."""
    sentences = (*findings.answer.reasons, *findings.evidence.comparisons)
    lines = [Line(sentence, 18, bullet=True) for sentence in sentences]
    add_text(slide, Box(MARGIN, 1.35, _WIDTH, 4.6), lines)
    strategy = (
        f"A strategy is a rule for choosing the texts to label next. {findings.selection.strategy_sentence}"
    )
    add_text(slide, Box(MARGIN, 6.1, _WIDTH, 0.8), [Line(strategy, 16, color=QUIET)])


def bullets(sentences: Sequence[str], slide: Any) -> None:
    """Write sentences as a list."""
    lines = [Line(sentence, 17, bullet=True) for sentence in sentences]
    add_text(slide, Box(MARGIN, 1.35, _WIDTH, 5.5), lines)


def data(findings: Findings, slide: Any) -> None:
    """Add the table of files."""
    setting = Line(findings.heading.setting, 16, color=QUIET)
    add_text(slide, Box(MARGIN, 1.3, _WIDTH, 0.8), [setting])
    files = findings.data.files
    shown = files.assign(rows=files["rows"].map("{:,}".format))
    table = Table(
        ("Role", "File", "Rows", "Languages"),
        shown.astype(str).to_numpy().tolist(),
        (2.4, 3.2, 1.2, 5.333),
        right=frozenset({2}),
    )
    add_table(slide, Box(MARGIN, 2.2, _WIDTH, 0.5), table)


def language_mix(selection: SelectionSection, slide: Any) -> None:
    """Add the language mix of the pool, of each strategy and of the target sample."""
    pptx_charts.language_mix(slide, Box(MARGIN, 1.3, _WIDTH, 5.6), selection.mix, selection.colors)


def text_map(findings: Findings, slide: Any) -> None:
    """Add the map with the marks of the recommended strategy."""
    section = findings.selection.map
    marked = next(iter(section.marked.values()))
    box = Box(MARGIN, 1.2, _WIDTH, 5.1)
    pool, target = pptx_charts.text_map(slide, box, section, findings.selection.colors)
    first = "" if len(marked) == findings.budget else f"the first {len(marked):,} "
    note = (
        f"Every dot is a text; texts close together are roughly similar in meaning. Crosses: {first}texts to "
        f"label."
    )
    if shares := shares_shown((pool, findings.data.pool_texts), (target, findings.data.target_texts)):
        note += f" Shown: {shares}."
    add_text(slide, Box(MARGIN, 6.4, _WIDTH, 0.5), [Line(note, 14, color=QUIET)])


def first_texts(examples: pd.DataFrame, slide: Any) -> None:
    """Add the first texts to label as a table."""
    columns = [name for name in _EXAMPLE_TITLES if name in examples]
    widths = (0.7, 5.4, 1.7, 4.333) if "nearest" in columns else (0.7, 9.733, 1.7)
    rows = [
        [two_lines(str(value), width) for value, width in zip(row, widths, strict=True)]
        for row in examples[columns].itertuples(index=False, name=None)
    ]
    header = [_EXAMPLE_TITLES[name] for name in columns]
    table = Table(header, rows, widths, size=12, right=frozenset({0}))
    add_table(slide, Box(MARGIN, 1.3, _WIDTH, 0.5), table)


def curves(reading: ExperimentReading, slide: Any) -> None:
    """Add the learning curves."""
    pptx_charts.curves(slide, Box(MARGIN, 1.2, _WIDTH, 5.0), reading)
    note = f"{curve_caption(reading)} GOLD, where shown, is the ceiling."
    add_text(slide, Box(MARGIN, 6.3, _WIDTH, 0.6), [Line(note, 14, color=QUIET)])


def scores(reading: ExperimentReading, slide: Any) -> None:
    """Add every strategy at the budget as a table."""
    shown = table_at_budget(reading)
    others = len(shown.columns) - 1
    table = Table(
        list(shown.columns),
        list(shown.itertuples(index=False, name=None)),
        [2.4, *[(_WIDTH - 2.4) / others] * others],
        right=frozenset(range(1, others + 1)),
    )
    add_table(slide, Box(MARGIN, 1.35, _WIDTH, 0.5), table)
    note = (
        f"{scores_of_learner(reading.learner)} "
        "Means ± half the 95% interval over seeds. The interval over seeds and test texts also allows for "
        "other test texts; the answer is based on it."
    )
    add_text(slide, Box(MARGIN, 6.3, _WIDTH, 0.6), [Line(note, 14, color=QUIET)])


def costs(cost: Cost, slide: Any) -> None:
    """Add what each strategy's texts cost as a table."""
    lines = [Line(cost.sentence, 16, color=QUIET), Line(cost.note, 13, color=QUIET)]
    add_text(slide, Box(MARGIN, 1.3, _WIDTH, 0.7), lines)
    count = len(cost.table.columns)
    table = Table(
        list(cost.table.columns),
        [tuple(map(str, row)) for row in cost.table.itertuples(index=False, name=None)],
        [_WIDTH / count] * count,
        right=frozenset(range(1, count)),
    )
    add_table(slide, Box(MARGIN, 2.1, _WIDTH, 0.5), table)

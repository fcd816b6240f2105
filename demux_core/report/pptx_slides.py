"""Slides of text and tables."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from demux_core.report.cost import Cost
from demux_core.report.findings import Findings
from demux_core.report.pptx_parts import MARGIN, QUIET, WIDTH, Box, Line, add_text, fitted, two_lines
from demux_core.report.pptx_table import Table, add_table

_WIDTH = WIDTH - 2 * MARGIN
_EXAMPLE_TITLES = {
    **{"rank": "Rank", "text": "Text", "gloss": "In English", "language": "Language"},
    **{"nearest": "Nearest target text", "nearest_gloss": "In English"},
}
# Of the width that is left.
_EXAMPLE_SHARES = {"text": 1.3, "gloss": 1.3, "nearest": 1.0, "nearest_gloss": 1.0}


def bullets(sentences: Sequence[str], slide: Any) -> None:
    """Write sentences as a list."""
    box = Box(MARGIN, 1.35, _WIDTH, 5.5)
    add_text(slide, box, fitted([Line(sentence, 17, bullet=True) for sentence in sentences], box))


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


def first_texts(examples: pd.DataFrame, slide: Any) -> None:
    """Add the first texts to label as a table."""
    columns = [name for name in _EXAMPLE_TITLES if name in examples]
    fixed = {"rank": 0.7, "language": 1.7}
    per_share = (_WIDTH - sum(fixed.values())) / sum(_EXAMPLE_SHARES.get(name, 0) for name in columns)
    widths = [fixed[name] if name in fixed else per_share * _EXAMPLE_SHARES[name] for name in columns]
    rows = [
        [two_lines(str(value), width) for value, width in zip(row, widths, strict=True)]
        for row in examples[columns].itertuples(index=False, name=None)
    ]
    header = [_EXAMPLE_TITLES[name] for name in columns]
    table = Table(header, rows, widths, size=12, right=frozenset({0}))
    add_table(slide, Box(MARGIN, 1.3, _WIDTH, 0.5), table)


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

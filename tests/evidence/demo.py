"""The table of the demo's fine-tuned models in ``data/results/appendix.md``.

python -m tests.evidence.demo    prints it from ``data/demo/workspace``
"""

from collections.abc import Iterator

from demux_core.analysis.bootstrap import paired_differences
from demux_core.analysis.differences import differences_table, main_results
from demux_core.demo.catalog import DEMOS, SHIPPED, Demo
from demux_core.experiments.cells import ALL
from demux_core.experiments.results_files import read_records
from demux_core.experiments.results_table import load_results
from demux_core.strategies import EN_FT, RANDOM
from demux_core.strategies.display import strategy_title
from tests.evidence.markdown import interval, markdown

SHOWN = (
    (EN_FT, RANDOM),
    (EN_FT, "knn_uncertainty"),
    (EN_FT, "token_uncertainty"),
    *(
        (RANDOM, name)
        for name in ("knn_uncertainty", "average_dist", "cover", "token_nn", "token_uncertainty")
    ),
)


def table() -> str:
    """EN-FT's score and gains above it and above RANDOM, means over seeds with 95% intervals, as Markdown."""
    head = ["", "EN-FT", *(f"{strategy_title(name)} above {strategy_title(base)}" for base, name in SHOWN)]
    lines = {title: cells for demo in DEMOS.values() for title, cells in _lines(demo)}
    return markdown(head, lines)


def _lines(demo: Demo) -> Iterator[tuple[str, list[str]]]:
    experiment = demo.experiments[0]
    path = SHIPPED / demo.name / f"{experiment.file}.csv"
    records, results = read_records(path), load_results(path)
    main = main_results(results, records)
    cells = {}
    for baseline in (EN_FT, RANDOM):
        drawn = paired_differences({experiment.name: records}, baseline)
        for row in differences_table(main, baseline, drawn, experiment.name).itertuples():
            cells[baseline, row.strategy, row.budget] = row.difference, row.low, row.high
    start = main.loc[(main["strategy"] == EN_FT) & (main["target_language"] == ALL), "score"].iloc[0]
    for budget in sorted({record.cell.budget for record in records} - {0}):
        gains = [cells.get((baseline, name, budget)) for baseline, name in SHOWN]
        yield (
            f"{demo.name}, {budget} texts",
            [f"{start:.1f}", *(interval(*gain) if gain else "" for gain in gains)],
        )


if __name__ == "__main__":
    print(table())

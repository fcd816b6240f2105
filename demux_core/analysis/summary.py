"""What finished experiments show, from their tables and cells alone: the numbers that are reported."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd

from demux_core.analysis.bootstrap import paired_differences
from demux_core.analysis.curves import aulc, curve, deltas
from demux_core.analysis.language_mix import mix_by_round, selection_counts
from demux_core.analysis.win_rates import WinRates, win_rates
from demux_core.base.errors import InputError
from demux_core.experiments.cells import Record
from demux_core.experiments.results_files import read_records
from demux_core.experiments.results_table import load_results
from demux_core.modelling.metrics import main_metric


def summarize(paths: Sequence[Path], baseline: str = "random", metric: str | None = None) -> dict[str, Any]:
    """Curves, areas, differences, wins and language mixes of one or several experiments.

    Args:
        paths: tables that ``experiment`` wrote; their cells lie beside them.
        baseline: what the paired intervals subtract.
        metric: the main metric of the task unless given.

    Raises:
        InputError: two tables have one name, one lacks the metric, or none has the baseline.

    Returns:
        ``experiments`` (name -> curve, aulc, deltas, mix: lists of rows), ``paired`` (bootstrap over seeds
        and test rows, with a line for all experiments together; None where the single rows are not known:
        of tables alone, and for a ``metric`` that is not the main one) and ``wins`` over all of them.
    """
    names = [path.stem for path in paths]
    if len(set(names)) < len(names):
        raise InputError(f"tables are told apart by their names, got {', '.join(names)}; rename one of them")
    records = {path.stem: read_records(path) for path in paths}
    tables = {
        # Two experiments may differ in nothing that the table says: the file's name tells them apart.
        path.stem: _of_metric(load_results(path), records[path.stem], metric, path).assign(
            experiment=path.stem
        )
        for path in paths
    }
    there = sorted({str(name) for table in tables.values() for name in table["strategy"].unique()})
    if baseline not in there:
        raise InputError(
            f"the baseline must be one of {', '.join(there)}, got {baseline!r}; choose one of them"
        )
    paired = all(
        part and all(record["main"] == (metric or record["main"]) for record in part)
        for part in records.values()
    )
    shares = win_rates(pd.concat(tables.values(), ignore_index=True))
    return {
        "experiments": {
            name: {
                "curve": _rows(curve(table)),
                "aulc": _rows(aulc(table)),
                "deltas": _rows(deltas(table)),
                "mix": _rows(mix_by_round(selection_counts(records[name]))),
            }
            for name, table in tables.items()
        },
        "paired": _rows(paired_differences(records, baseline)) if paired else None,
        "wins": None if shares is None else _plain(shares),
    }


def _of_metric(
    table: pd.DataFrame, records: Sequence[Record], metric: str | None, path: Path
) -> pd.DataFrame:
    choices = sorted(table["metric"].unique())
    wanted = metric or (records[0]["main"] if records else main_metric(choices))
    if wanted not in choices:
        raise InputError(f"{path} has the metrics {', '.join(choices)}, not {wanted!r}; choose one of them")
    return table[table["metric"] == wanted]


def _rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as JSON has them: a missing number is null."""
    known = table.astype(object).where(table.notna(), None)
    return [{str(name): value for name, value in row.items()} for row in known.to_dict("records")]


def _plain(shares: WinRates) -> dict[str, Any]:
    lists = {"strategies": list(shares.strategies), "baselines": list(shares.baselines)}
    return {**asdict(shares), **lists, "pairs": _rows(shares.pairs)}

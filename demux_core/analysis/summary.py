"""A summary of finished experiments, from their tables and cells alone: the numbers that are reported."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from demux_core.analysis.bootstrap import paired_differences
from demux_core.analysis.curves import aulc, curve, deltas
from demux_core.analysis.decision import labels_table
from demux_core.analysis.differences import rows_of_scores
from demux_core.analysis.drawn_curves import DrawnCurve, drawn_curves
from demux_core.analysis.language_mix import mix_by_round, selection_counts
from demux_core.analysis.win_rates import WinRates, win_rates
from demux_core.base.errors import InputError
from demux_core.experiments.cells import CellRecord
from demux_core.experiments.learner_names import learner_name
from demux_core.experiments.results_files import read_records
from demux_core.experiments.results_table import learner_of_tables, load_results
from demux_core.modelling.metrics import main_metric


def summarize(paths: Sequence[Path], baseline: str = "random", metric: str | None = None) -> dict[str, Any]:
    """Curves, areas, differences, wins and language mixes of one or several experiments.

    Args:
        paths: tables that the command ``experiment`` wrote, with the cells beside them.
        baseline: the strategy that the paired differences subtract.
        metric: the main metric of the task unless given.

    Raises:
        InputError: two tables have the same name or other learners, one lacks the metric, or none has the
            baseline.

    Returns:
        ``learner`` (``fine_tune`` or ``probe``), ``scores_of`` (the learner in words), ``tasks``,
        ``experiments`` (name -> task, metric, and curve, aulc, deltas, mix, labels: lists of rows;
        ``random_labels`` is null where more than ``most`` random texts are needed), ``paired`` (bootstrap
        over seeds and test rows, with a row for all experiments together; None where the scores of single
        test rows are not known: for tables without cells, and for a ``metric`` other than the main one) and
        ``wins`` over all of them.
    """
    names = [path.stem for path in paths]
    if len(set(names)) < len(names):
        raise InputError(f"table names must be unique, got {', '.join(names)}; rename one of them")
    records = {path.stem: read_records(path) for path in paths}
    loaded = {path.stem: load_results(path) for path in paths}
    learner = learner_of_tables(loaded)
    tables = {
        # Two experiments may differ only in settings that a table does not have, but not in the file name.
        path.stem: of_metric(loaded[path.stem], records[path.stem], metric, path).assign(experiment=path.stem)
        for path in paths
    }
    strategies = sorted({str(name) for table in tables.values() for name in table["strategy"].unique()})
    if baseline not in strategies:
        raise InputError(
            f"the baseline must be one of {', '.join(strategies)}, got {baseline!r}; choose another"
        )
    shares = win_rates(pd.concat(tables.values(), ignore_index=True))
    return {
        "learner": learner,
        "scores_of": learner_name(learner),
        "tasks": sorted({str(name) for table in tables.values() for name in table["task"].unique()}),
        "experiments": {name: _single(table, records[name]) for name, table in tables.items()},
        "paired": _paired(records, baseline, metric),
        "wins": None if shares is None else _plain(shares),
    }


def curves_of(
    paths: Sequence[Path], metric: str | None = None
) -> dict[str, tuple[str, dict[str, DrawnCurve]]]:
    """Return the metric and the curves of one or several experiments, for ``decision.decide``.

    Args:
        paths: as for ``summarize``, which checks them.
        metric: the main metric of the task unless given.
    """
    curves = {}
    for path in paths:
        records = read_records(path)
        table = of_metric(load_results(path), records, metric, path)
        scored = str(table["metric"].iloc[0])
        curves[path.stem] = scored, drawn_curves(table, rows_of_scores(table, records))
    return curves


def _single(table: pd.DataFrame, records: Sequence[CellRecord]) -> dict[str, Any]:
    return {
        "task": str(table["task"].iloc[0]),
        "metric": str(table["metric"].iloc[0]),
        "curve": _rows(curve(table)),
        "aulc": _rows(aulc(table)),
        "deltas": _rows(deltas(table)),
        "mix": _rows(mix_by_round(selection_counts(records))),
        "labels": _rows(labels_table(drawn_curves(table, rows_of_scores(table, records)))),
    }


def _paired(
    records: Mapping[str, Sequence[CellRecord]], baseline: str, metric: str | None
) -> list[dict[str, Any]] | None:
    known = all(part and all(record.items for record in part) for part in records.values())
    main = {record.metric for part in records.values() for record in part}
    if not known or (metric is not None and main != {metric}):
        return None
    return _rows(paired_differences(records, baseline))


def of_metric(
    table: pd.DataFrame, records: Sequence[CellRecord], metric: str | None, path: Path
) -> pd.DataFrame:
    """Return the rows of one metric: ``metric``, or else the main one of the cells or of the table.

    Raises:
        InputError: the table, which was read from ``path``, lacks it.
    """
    choices = sorted(table["metric"].unique())
    chosen = metric or (records[0].metric if records else main_metric(choices))
    if chosen not in choices:
        raise InputError(f"{path} has the metrics {', '.join(choices)}, not {chosen!r}; choose one of them")
    return table[table["metric"] == chosen]


def _rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as JSON, in which a missing or infinite number is null."""
    table = table.replace([np.inf, -np.inf], np.nan)  # more labels than were measured
    known = table.astype(object).where(table.notna(), None)
    return [{str(name): value for name, value in row.items()} for row in known.to_dict("records")]


def _plain(shares: WinRates) -> dict[str, Any]:
    lists = {"strategies": list(shares.strategies), "baselines": list(shares.baselines)}
    return {**asdict(shares), **lists, "pairs": _rows(shares.pairs)}

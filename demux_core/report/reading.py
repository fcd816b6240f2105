"""An experiment read at one budget, with the widest interval that its evidence supports."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import Any

import numpy as np
import pandas as pd

from demux_core.analysis.bootstrap import paired_differences
from demux_core.analysis.curves import aulc, curve, deltas
from demux_core.analysis.intervals import widen_by_test_rows
from demux_core.experiments.cells import ALL, CellRecord, ScoreParts
from demux_core.experiments.manifests import Manifest, labelled_by_people, learner
from demux_core.experiments.results_table import table_from_records
from demux_core.explain.curve_sentences import curve_table
from demux_core.modelling.metrics import main_metric
from demux_core.strategies import EN_FT, RANDOM
from demux_core.strategies.display import can_be_recommended
from demux_core.workspace.experiments import experiment_records
from demux_core.workspace.records import ExperimentRecord

METRICS = {"f1": "F1", "macro_f1": "Macro-F1", "accuracy": "Accuracy", "em": "Exact match"}


@dataclass(frozen=True)
class TestData:
    """The test that an experiment is scored on.

    Args:
        languages: target languages, in order.
        rows: number of rows; 0 where only a table of scores is known.
        errors: strategy -> half the 95% interval of one score at the budget, in points, over other test rows;
            empty where the rows are not known, or are of several languages, whose scores are averaged.
    """

    __test__ = False  # not a test case

    languages: tuple[str, ...]
    rows: int
    errors: Mapping[str, float]


@dataclass(frozen=True)
class Setup:
    """How an experiment was run.

    Args:
        manifest: of the experiment.
        seeds: of its cells, without EN-FT.
        environments: versions and machines that its cells were computed with, each once.
    """

    manifest: Manifest
    seeds: tuple[int, ...]
    environments: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, eq=False)
class ExperimentReading:
    """An experiment, read at the nearest of its budgets to the one asked for.

    Args:
        name: of the experiment.
        metric: the task's main metric.
        budget: the budget that is read.
        curves: ``curve_sentences.curve_table``, every strategy at every budget.
        against_random: strategy, delta (points above RANDOM), low, high, n, rows at the budget
            (``intervals.widen_by_test_rows``), the best first, without controls and ceilings; empty where
            RANDOM was not run.
        test: what the scores are of.
        setup: how it was run.
    """

    name: str
    metric: str
    budget: int
    curves: pd.DataFrame
    against_random: pd.DataFrame
    test: TestData
    setup: Setup

    @property
    def metric_name(self) -> str:
        """The metric as people read it."""
        return METRICS.get(self.metric, self.metric)

    @property
    def annotated(self) -> bool:
        """Whether it consists of rounds of annotation, in which people gave the labels."""
        return labelled_by_people(self.setup.manifest)

    @property
    def learner(self) -> str:
        """How its models were trained."""
        return learner(self.setup.manifest)

    @property
    def task(self) -> str:
        """The name of the task."""
        return str(self.setup.manifest["task"])

    @property
    def budgets(self) -> list[int]:
        """All budgets, ascending, without EN-FT's."""
        return sorted(set(self.curves.loc[self.curves["strategy"] != EN_FT, "budget"].tolist()))

    @property
    def means(self) -> dict[str, float]:
        """Strategy -> mean score at the budget; EN-FT without any labels."""
        rows = self.curves[self.curves["budget"].isin([self.budget, 0])]
        return dict(zip(rows["strategy"], rows["mean"].astype(float), strict=True))


def evidence_level(records: Sequence[CellRecord]) -> int:
    """Return 2 where a strategy can be compared with RANDOM, 1 where any was tried, else 0."""
    cells = {(record.cell.strategy, record.cell.budget, record.cell.seed) for record in records}
    others = [cell for cell in cells if cell[0] != RANDOM and can_be_recommended(cell[0])]
    if any((RANDOM, *budget_and_seed) in cells for _, *budget_and_seed in others):
        return 2
    return int(any(name != EN_FT for name, *_ in cells))


def read_experiment(experiment: ExperimentRecord, budget: int) -> ExperimentReading | None:
    """Read an experiment near ``budget``; None where only its starting model is finished."""
    records = experiment_records(experiment)
    if not any(record.cell.strategy != EN_FT for record in records):
        return None
    table = table_from_records(experiment.settings, records)
    metric = records[0].metric or main_metric(set(table["metric"]))
    table = table[table["metric"] == metric]
    curves = curve(table)
    budgets = sorted(set(curves.loc[curves["strategy"] != EN_FT, "budget"].tolist()))
    nearest = min(budgets, key=lambda each: (abs(log(each / budget)), each))
    differences = deltas(table)
    return ExperimentReading(
        name=experiment.name,
        metric=metric,
        budget=nearest,
        curves=curve_table(curves, differences, aulc(table)),
        against_random=_against_random(differences, experiment.name, records, nearest),
        test=_test_data(records, sorted(set(table["target_language"]) - {ALL}), nearest),
        setup=_setup(experiment.settings, records),
    )


def _test_data(records: Sequence[CellRecord], languages: Sequence[str], budget: int) -> TestData:
    return TestData(
        languages=tuple(languages),
        rows=max(len(record.items.numerator) if record.items else 0 for record in records),
        errors=_errors(records, budget) if len(languages) == 1 else {},
    )


def _errors(records: Sequence[CellRecord], budget: int) -> dict[str, float]:
    errors: dict[str, list[float]] = {}
    for record in records:
        items = record.items
        if record.cell.budget == budget and items is not None and len(items.numerator) > 1:
            errors.setdefault(record.cell.strategy, []).append(_half_interval(items))
    return {strategy: sum(halves) / len(halves) for strategy, halves in errors.items()}


def _half_interval(items: ScoreParts) -> float:
    """Half the 95% interval of a ratio of sums over rows (Cochran, 1977).

    Rows are drawn and not, for instance, the words of a sentence.
    """
    numerator, denominator = np.asarray(items.numerator), np.asarray(items.denominator)
    n, total = len(numerator), max(denominator.sum(), 1e-12)
    residuals = numerator - numerator.sum() / total * denominator
    return float(196 * np.sqrt(n / (n - 1) * (residuals**2).sum()) / total)


def _against_random(
    differences: pd.DataFrame, name: str, records: Sequence[CellRecord], budget: int
) -> pd.DataFrame:
    rows = differences[(differences["budget"] == budget) & (differences["against"] == RANDOM)]
    rows = rows[rows["strategy"].map(can_be_recommended).astype(bool)]
    cells = [record for record in records if record.cell.budget == budget and record.items is not None]
    wide = widen_by_test_rows(rows, {RANDOM: paired_differences({name: cells}, RANDOM)})
    return wide.drop(columns=["budget", "against"]).sort_values("delta", ascending=False, ignore_index=True)


def _setup(manifest: Manifest, records: Sequence[CellRecord]) -> Setup:
    environments: list[Mapping[str, Any]] = []
    for record in records:
        settings = {**record.environment.versions, **record.environment.machine}
        if settings and settings not in environments:
            environments.append(settings)
    seeds = sorted({record.cell.seed for record in records if record.cell.strategy != EN_FT})
    return Setup(manifest, tuple(seeds), tuple(environments))

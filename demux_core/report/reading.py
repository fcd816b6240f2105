"""An experiment read at one budget, with the widest interval that its evidence supports."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log, nan
from typing import Any

import numpy as np
import pandas as pd

from demux_core.analysis.curves import aulc, curve, deltas
from demux_core.analysis.decision import usual_labels
from demux_core.analysis.differences import rows_of_scores
from demux_core.analysis.drawn_curves import DrawnCurve, drawn_curves
from demux_core.experiments.cells import ALL, CellRecord, ScoreParts
from demux_core.experiments.manifests import Manifest, labelled_by_people, learner
from demux_core.experiments.results_table import table_from_records
from demux_core.explain.curve_tables import curve_table
from demux_core.explain.metric_names import metric_name
from demux_core.modelling.metrics import main_metric
from demux_core.strategies import EN_FT, RANDOM
from demux_core.strategies.display import can_be_recommended
from demux_core.workspace.experiments import experiment_records
from demux_core.workspace.records import ExperimentRecord

_BOUNDS = (0.025, 0.975)


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
    """An experiment, read at the nearest to the budget asked for of those where strategies can be compared.

    Args:
        name: of the experiment.
        metric: the task's main metric.
        budget: the budget that is read.
        results: its table, of the metric alone.
        records: its finished cells.
        curves: ``curve_tables.curve_table``, every strategy at every budget.
        drawn: strategy -> its curve from the starting model on, as the Curves page reads it.
        comparisons: budget, strategy, delta (points above RANDOM), low, high: every budget at which a
            strategy and RANDOM were run, the best first, without controls and ceilings.
        test: what the scores are of.
        setup: how it was run.
    """

    name: str
    metric: str
    budget: int
    results: pd.DataFrame
    records: Sequence[CellRecord]
    curves: pd.DataFrame
    drawn: Mapping[str, DrawnCurve]
    comparisons: pd.DataFrame
    test: TestData
    setup: Setup

    @property
    def against_random(self) -> pd.DataFrame:
        """The comparisons at the budget, empty where RANDOM was not run with it."""
        return self.comparisons[self.comparisons["budget"] == self.budget].reset_index(drop=True)

    @property
    def metric_name(self) -> str:
        """The metric as people read it."""
        return metric_name(self.metric).title

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


def read_experiment(experiment: ExperimentRecord, budget: int | None) -> ExperimentReading | None:
    """Read an experiment near ``budget``; None where only its starting model is finished.

    Without a budget it is read where the Curves page reads it first.
    """
    records = experiment_records(experiment)
    if not any(record.cell.strategy != EN_FT for record in records):
        return None
    table = table_from_records(experiment.settings, records)
    metric = records[0].metric or main_metric(set(table["metric"]))
    table = table[table["metric"] == metric]
    curves, drawn = curve(table), drawn_curves(table, rows_of_scores(table, records))
    comparisons = _comparisons(drawn)
    usable = comparisons if len(comparisons) else curves[curves["strategy"] != EN_FT]
    wanted = usual_labels(drawn) if budget is None else budget
    nearest = min(sorted(set(usable["budget"].tolist())), key=lambda each: abs(log(each / wanted)))
    return ExperimentReading(
        name=experiment.name,
        metric=metric,
        budget=int(nearest),
        results=table,
        records=records,
        curves=curve_table(curves, deltas(table), aulc(table)),
        drawn=drawn,
        comparisons=comparisons,
        test=_test_data(records, sorted(set(table["target_language"]) - {ALL}), int(nearest)),
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


def _comparisons(drawn: Mapping[str, DrawnCurve]) -> pd.DataFrame:
    """Differences from RANDOM with the replicates that the decision rests on: one rule of what is clear."""
    rows = []
    random = drawn.get(RANDOM)
    rivals = [name for name in drawn if name != RANDOM and can_be_recommended(name)] if random else []
    for name, budget in ((rival, each) for rival in rivals for each in drawn[rival].budgets):
        assert random is not None
        if budget > 0 and budget in random.budgets:
            ours, theirs = (int(np.flatnonzero(each.budgets == budget)[0]) for each in (drawn[name], random))
            delta = drawn[name].scores[ours] - random.scores[theirs]
            ends = np.quantile(drawn[name].draws[:, ours] - random.draws[:, theirs], _BOUNDS)
            low, high = ends if min(drawn[name].seeds, random.seeds) > 1 else (nan, nan)
            rows.append((int(budget), name, float(delta), float(low), float(high)))
    table = pd.DataFrame(rows, columns=["budget", "strategy", "delta", "low", "high"])
    return table.sort_values(["budget", "delta"], ascending=[True, False], ignore_index=True)


def _setup(manifest: Manifest, records: Sequence[CellRecord]) -> Setup:
    environments: list[Mapping[str, Any]] = []
    for record in records:
        settings = {**record.environment.versions, **record.environment.machine}
        if settings and settings not in environments:
            environments.append(settings)
    seeds = sorted({record.cell.seed for record in records if record.cell.strategy != EN_FT})
    return Setup(manifest, tuple(seeds), tuple(environments))

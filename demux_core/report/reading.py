"""What an experiment says at one budget, with the widest interval that the evidence allows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import Any

import numpy as np
import pandas as pd

from demux_core.analysis.bootstrap import paired_differences
from demux_core.analysis.curves import aulc, curve, deltas
from demux_core.analysis.intervals import widen_by_test_rows
from demux_core.experiments.cells import Record, table_from_records
from demux_core.experiments.results_table import ALL
from demux_core.explain.curve_sentences import curve_table
from demux_core.modelling.metrics import main_metric
from demux_core.strategies import EN_FT, RANDOM
from demux_core.strategies.display import can_be_recommended
from demux_core.workspace.experiments import experiment_records
from demux_core.workspace.records import ExperimentRecord

METRICS = {"f1": "F1", "macro_f1": "Macro-F1", "accuracy": "Accuracy", "em": "Exact match"}


@dataclass(frozen=True, eq=False)
class ExperimentReading:
    """An experiment, read at the budget of its own that is nearest to the one asked for.

    Args:
        name: of the experiment.
        metric: the task's main metric.
        at: the budget that is read.
        numbers: ``curve_sentences.curve_table``, every strategy at every budget.
        against: strategy, delta (points above RANDOM), low, high, n, rows at the budget
            (``intervals.widen_by_test_rows``), the best first, without controls and ceilings; empty where
            RANDOM was not run.
        languages: of the test.
        seeds: of its cells.
        rows: of the test.
        exact: strategy -> half the 95 % interval of one score at the budget, in points, over other test rows;
            empty where the rows are not known, or are of several languages, whose scores are averaged.
        settings: the experiment's manifest.
        environments: versions and machines of the cells, each once.
    """

    name: str
    metric: str
    at: int
    numbers: pd.DataFrame
    against: pd.DataFrame
    languages: tuple[str, ...]
    seeds: tuple[int, ...]
    rows: int
    exact: Mapping[str, float]
    settings: Mapping[str, Any]
    environments: tuple[Mapping[str, Any], ...]

    @property
    def metric_name(self) -> str:
        """The metric as people read it."""
        return METRICS.get(self.metric, self.metric)

    @property
    def annotated(self) -> bool:
        """Whether it is of rounds of annotation, where people gave the labels."""
        return self.settings.get("oracle") == "label log"

    @property
    def budgets(self) -> list[int]:
        """All budgets, ascending, without that of EN-FT."""
        return sorted(set(self.numbers.loc[self.numbers["strategy"] != EN_FT, "budget"].tolist()))

    @property
    def means(self) -> dict[str, float]:
        """Strategy -> mean score at the budget; EN-FT has its own."""
        here = self.numbers[self.numbers["budget"].isin([self.at, 0])]
        return dict(zip(here["strategy"], here["mean"].astype(float), strict=True))


def evidence_level(found: Sequence[Record]) -> int:
    """How much cells tell: 2 where a strategy can be compared with RANDOM, 1 where one was tried, else 0."""
    cells = {(record["strategy"], record["budget"], record["seed"]) for record in found}
    others = [cell for cell in cells if cell[0] != RANDOM and can_be_recommended(cell[0])]
    if any((RANDOM, *where) in cells for _, *where in others):
        return 2
    return int(any(name != EN_FT for name, *_ in cells))


def read_experiment(experiment: ExperimentRecord, budget: int) -> ExperimentReading | None:
    """Read an experiment near ``budget``; None where only its starting model is finished."""
    records = experiment_records(experiment)
    if not any(record["strategy"] != EN_FT for record in records):
        return None
    table = table_from_records(experiment.settings, records)
    metric = records[0].get("main") or main_metric(set(table["metric"]))
    table = table[table["metric"] == metric]
    curves = curve(table)
    budgets = sorted(set(curves.loc[curves["strategy"] != EN_FT, "budget"].tolist()))
    at = min(budgets, key=lambda found: (abs(log(found / budget)), found))
    apart = deltas(table)
    languages = tuple(sorted(set(table["target_language"]) - {ALL}))
    return ExperimentReading(
        name=experiment.name,
        metric=metric,
        at=at,
        numbers=curve_table(curves, apart, aulc(table)),
        against=_against(apart, experiment.name, records, at),
        languages=languages,
        seeds=tuple(sorted({record["seed"] for record in records if record["strategy"] != EN_FT})),
        rows=max(len(record.get("items", {}).get("numerator", [])) for record in records),
        exact=_exact(records, at) if len(languages) == 1 else {},
        settings=experiment.settings,
        environments=tuple(_environments(records)),
    )


def _exact(records: Sequence[Record], at: int) -> dict[str, float]:
    found: dict[str, list[float]] = {}
    for record in records:
        if record["budget"] == at and len(record.get("items", {}).get("numerator", [])) > 1:
            found.setdefault(record["strategy"], []).append(_half(**record["items"]))
    return {name: sum(halves) / len(halves) for name, halves in found.items()}


def _half(numerator: Sequence[float], denominator: Sequence[float]) -> float:
    """Of a ratio of sums over rows (Cochran, 1977): the words of a sentence are not drawn one by one."""
    above, below = np.asarray(numerator), np.asarray(denominator)
    n, whole = len(above), max(below.sum(), 1e-12)
    off = above - above.sum() / whole * below
    return float(196 * np.sqrt(n / (n - 1) * (off**2).sum()) / whole)


def _against(apart: pd.DataFrame, name: str, records: Sequence[Record], at: int) -> pd.DataFrame:
    here = apart[(apart["budget"] == at) & (apart["against"] == RANDOM)]
    here = here[here["strategy"].map(can_be_recommended).astype(bool)]
    cells = [record for record in records if record["budget"] == at and "items" in record]
    found = widen_by_test_rows(here, {RANDOM: paired_differences({name: cells}, RANDOM)})
    return found.drop(columns=["budget", "against"]).sort_values("delta", ascending=False, ignore_index=True)


def _environments(records: Sequence[Record]) -> list[Mapping[str, Any]]:
    found: list[Mapping[str, Any]] = []
    for record in records:
        about = {**record.get("versions", {}), **record.get("machine", {})}
        if about and about not in found:
            found.append(about)
    return found

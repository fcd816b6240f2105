"""What an experiment says at one budget, with the widest interval that the evidence allows."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import Any

import pandas as pd

from demux_core.charts.curve_words import numbers
from demux_core.metrics import MAIN_METRIC
from demux_core.projects.experiments import experiment_records
from demux_core.results import ALL, EN_FT
from demux_core.results.bootstrap import paired_differences
from demux_core.results.cells import Record, table_of
from demux_core.results.curves import aulc, curve, deltas
from demux_core.store.records import ExperimentRecord

RANDOM, GOLD = "random", "gold"
METRICS = {"f1": "F1", "macro_f1": "Macro-F1", "accuracy": "Accuracy", "em": "Exact match"}


@dataclass(frozen=True, eq=False)
class Measured:
    """An experiment, read at the budget of its own that is nearest to the one asked for.

    Args:
        name: of the experiment.
        metric: the task's main metric.
        at: the budget that is read.
        numbers: ``curve_words.numbers``, every strategy at every budget.
        against: strategy, delta (points above RANDOM), low, high, rows_low, rows_high, n; low and high
            enclose the 95 % intervals over seeds and over seeds and test rows, NaN where there is one
            seed only. GOLD is not in it. Empty where RANDOM was not run.
        languages: of the test.
        seeds: of its cells.
        rows: of the test.
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
    settings: Mapping[str, Any]
    environments: tuple[Mapping[str, Any], ...]

    @property
    def metric_name(self) -> str:
        """The metric as people read it."""
        return METRICS.get(self.metric, self.metric)

    @property
    def budgets(self) -> list[int]:
        """All budgets, ascending, without that of EN-FT."""
        return sorted(set(self.numbers.loc[self.numbers["strategy"] != EN_FT, "budget"].tolist()))

    @property
    def means(self) -> dict[str, float]:
        """Strategy -> mean score at the budget; EN-FT has its own."""
        here = self.numbers[self.numbers["budget"].isin([self.at, 0])]
        return dict(zip(here["strategy"], here["mean"].astype(float), strict=True))


def measure(experiment: ExperimentRecord, budget: int) -> Measured | None:
    """Read an experiment near ``budget``; None where only its starting model is finished."""
    records = experiment_records(experiment)
    if not any(record["strategy"] != EN_FT for record in records):
        return None
    table = table_of(experiment.settings, records)
    metric = records[0].get("main") or _main_of(set(table["metric"]), experiment.settings["task"])
    table = table[table["metric"] == metric]
    curves = curve(table)
    budgets = sorted(set(curves.loc[curves["strategy"] != EN_FT, "budget"].tolist()))
    at = min(budgets, key=lambda found: (abs(log(found / budget)), found))
    table_of_numbers = numbers(curves, deltas(table), aulc(table))
    return Measured(
        name=experiment.name,
        metric=metric,
        at=at,
        numbers=table_of_numbers,
        against=_against(table_of_numbers, records, at),
        languages=tuple(sorted(set(table["target_language"]) - {ALL})),
        seeds=tuple(sorted({record["seed"] for record in records if record["strategy"] != EN_FT})),
        rows=max(len(record.get("items", {}).get("numerator", [])) for record in records),
        settings=experiment.settings,
        environments=tuple(_environments(records)),
    )


def _main_of(metrics: Collection[str], task: str) -> str:
    """The metric to show of results that were measured elsewhere, which do not say their main one."""
    wanted = MAIN_METRIC.get(task, MAIN_METRIC["ner"])
    return wanted if wanted in metrics else min(metrics)


def _against(table: pd.DataFrame, records: Sequence[Record], at: int) -> pd.DataFrame:
    columns = ["strategy", "delta", "low", "high", "rows_low", "rows_high", "n"]
    if f"vs_{RANDOM}" not in table:
        return pd.DataFrame(columns=columns)
    here = table[(table["budget"] == at) & ~table["strategy"].isin([GOLD, EN_FT, RANDOM])]
    names = {f"vs_{RANDOM}": "delta", f"vs_{RANDOM}_low": "low", f"vs_{RANDOM}_high": "high"}
    found = here[["strategy", *names, "n"]].rename(columns=names).dropna(subset="delta")
    cells = [record for record in records if record["budget"] == at and "items" in record]
    drawn = paired_differences({"": cells}, RANDOM).rename(columns={"low": "rows_low", "high": "rows_high"})
    found = found.merge(drawn[["strategy", "rows_low", "rows_high"]], on="strategy", how="left")
    # The seeds' interval alone takes the test for the whole language; of one seed there is none to enclose.
    found["low"] = found[["low", "rows_low"]].min(axis=1).where(found["low"].notna())
    found["high"] = found[["high", "rows_high"]].max(axis=1).where(found["high"].notna())
    return found[columns].sort_values("delta", ascending=False, ignore_index=True)


def _environments(records: Sequence[Record]) -> list[Mapping[str, Any]]:
    found: list[Mapping[str, Any]] = []
    for record in records:
        about = {**record.get("versions", {}), **record.get("machine", {})}
        if about and about not in found:
            found.append(about)
    return found

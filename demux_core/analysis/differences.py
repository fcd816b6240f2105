"""Differences between strategies with intervals over seeds and test rows, as every page shows them."""

from collections.abc import Mapping, Sequence

import pandas as pd

from demux_core.analysis.curves import curve, deltas
from demux_core.analysis.intervals import widen_by_test_rows
from demux_core.experiments.cells import CellRecord
from demux_core.experiments.results_table import ALL
from demux_core.strategies import EN_FT
from demux_core.strategies.display import references


def comparable_experiments(
    experiments: Mapping[str, Sequence[CellRecord]], current: str
) -> dict[str, Sequence[CellRecord]]:
    """The experiments with finished cells and the main score of ``current``; others cannot be pooled.

    All of them have one learner (``published_tables.measured_results``).
    """
    scores = {name: records[0].metric for name, records in experiments.items() if records}
    return {name: experiments[name] for name, main in scores.items() if main == scores.get(current)}


def main_results(table: pd.DataFrame, records: Sequence[CellRecord]) -> pd.DataFrame:
    """The rows of a table of results by the main score of the experiment's finished cells."""
    return table[table["metric"].isin({record.metric for record in records})]


def baselines_with_rows(results: pd.DataFrame, language: str, records: Sequence[CellRecord]) -> list[str]:
    """The strategies to compare with whose differences have intervals over test rows, too.

    Args:
        results: of one experiment, metric, model and target configuration, as shown.
        language: the target language that is shown, or ``all``.
        records: finished cells of the experiment.
    """
    strategies = {record.cell.strategy for record in rows_of_scores(results, records, language)}
    return [name for name in references() if name in strategies]


def rows_of_scores(
    results: pd.DataFrame, records: Sequence[CellRecord], language: str = ALL
) -> Sequence[CellRecord]:
    """The finished cells whose test rows say how certain the scores in ``results`` are; empty where none do.

    Test rows are scored by the main score over all languages: they say nothing about a single one of several
    languages or about another score.

    Args:
        results: of one experiment, metric, model and target configuration.
        records: finished cells of the experiment.
        language: the target language whose scores count, or ``all``.
    """
    one_of_several = results["target_language"].nunique() > 2 and language != ALL
    if one_of_several or {record.metric for record in records} != set(results["metric"]):
        return ()
    return records


def differences_table(
    results: pd.DataFrame, baseline: str, resampled: pd.DataFrame, experiment: str
) -> pd.DataFrame:
    """Differences from ``baseline``, those of ``experiment`` with the intervals that its curves show.

    Args:
        results: of ``experiment`` by its main score.
        baseline: the strategy to subtract; ``en_ft`` is the model before any point.
        resampled: ``bootstrap.paired_differences`` of ``experiment`` and others.
        experiment: name of the one that is shown.

    Returns:
        The columns of ``resampled``.
    """
    is_shown = resampled["experiment"] == experiment
    wide = widen_by_test_rows(deltas_from(results, baseline), {baseline: resampled[is_shown]})
    wide = wide.rename(columns={"delta": "difference", "n": "seeds"}).assign(experiment=experiment)
    return pd.concat([wide.drop(columns="against"), resampled[~is_shown]], ignore_index=True)


def deltas_from(results: pd.DataFrame, baseline: str) -> pd.DataFrame:
    """``curves.deltas`` from one baseline, which may be EN-FT: its one score is the same at every budget."""
    if baseline != EN_FT:
        return deltas(results, [baseline])
    levels = curve(results)
    is_start = levels["strategy"] == EN_FT
    apart = levels[~is_start].rename(columns={"mean": "delta"}).assign(against=EN_FT)
    apart[["delta", "low", "high"]] -= levels.loc[is_start, "mean"].item()
    return apart

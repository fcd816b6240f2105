"""Choosing among results: one's own experiments, our measurements, and the published ones."""

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd
import streamlit as st

from demux_core.analysis.curves import curve, deltas
from demux_core.analysis.intervals import widen_by_test_rows
from demux_core.base.languages import language_name
from demux_core.experiments.cells import Record, table_from_records
from demux_core.strategies import EN_FT
from demux_core.strategies.display import copies_mix, references
from demux_core.tasks import TASKS
from demux_core.workflows.experiment_jobs import ExperimentStatus, experiment_statuses
from demux_core.workflows.selection import DEFAULT_LIKE
from demux_core.workspace.project import Project
from pages.ui.shared import results_cache

NAMES = {
    "panx": "PAN-X (named entities)",
    "udpos": "UDPOS (parts of speech)",
    "xnli": "XNLI (inference)",
    "tydiqa": "TyDiQA (questions)",
    "f1": "F1",
    "macro_f1": "Macro-F1",
    "accuracy": "Accuracy",
    "em": "Exact match",
    "hp": "High performance",
    "mp": "Middle performance",
    "lp": "Low performance",
    "geo": "Same region",
    "lpp": "Low-performance pool",
}
_MEASURED = "measured"
_GIVEN = {
    "low_budget": "Published: one round",
    "five_rounds": "Published: five rounds",
    _MEASURED: "Measured by us on public corpora",
}
_SETTING = {  # column -> label and width; one row of all that the published runs need fits 1,280 pixels
    "experiment": ("Experiment", 170),
    "dataset": ("Data", 230),
    "task": ("Task", 160),
    "metric": ("Score", 140),
    "model": ("Model", 170),
    "target_config": ("Target", 240),
}
# Every target of a task is one measurement of ours; all of them together say who wins.
_OURS = ("task", "metric", "experiment", "dataset", "model", "target_config")


@dataclass(frozen=True, eq=False)
class ChosenResults:
    """The results that a visitor looks at.

    Args:
        name: names the choice; keys of widgets that belong to it begin so.
        scope: all results for the chosen data and score.
        frame: those of one model and target configuration.
        language: a target language, or ``all``.
        records: experiment -> finished cells of ``scope``; empty where only the table is known.
        current: the experiment that ``frame`` is of, one of ``records``.
        judged: the results of ``current`` by the main score, whose rows the records have.
        like: the strategy whose language mix SAME-DISTRIBUTION copied, where that is known.
        standing: the project's experiment, if it is one.
    """

    name: str
    scope: pd.DataFrame
    frame: pd.DataFrame
    language: str = table_from_records.ALL
    records: Mapping[str, Sequence[Record]] = field(default_factory=dict)
    current: str = ""
    judged: pd.DataFrame = field(default_factory=pd.DataFrame)
    like: str | None = None
    standing: ExperimentStatus | None = None

    @property
    def key(self) -> tuple[object, ...]:
        """Names the content of ``scope``."""
        return (len(self.scope), int(pd.util.hash_pandas_object(self.scope, index=False).sum()))


def choose_results(project: Project | None) -> ChosenResults:
    """Let the visitor choose among the results: the newest experiment of the project, first of all."""
    own = {f"own/{one.name}": one for one in (experiment_statuses(project) if project else [])}
    titles = {name: f"{one.name} (this project)" for name, one in own.items()} | _GIVEN
    ours = results_cache.measured()
    line = st.container(horizontal=True)
    source = line.selectbox(
        "Results",
        [name for name in titles if name != _MEASURED or not ours.empty],
        format_func=titles.get,
        key=f"curves_source_{'_'.join(own)}",
        width=250,
    )
    if source in own:
        return _own(line, source, own[source])
    if source != _MEASURED:
        every = results_cache.published()
        scope, frame, language = _narrowed(
            line, every[every["experiment"] == source], source, tuple(_SETTING)
        )
        return ChosenResults(source, scope, frame, language)
    scope, frame, language = _narrowed(line, ours, source, _OURS)
    current = str(frame["experiment"].iloc[0])
    known = _alike(
        {name: results_cache.measured_cells(name) for name in scope["experiment"].unique()}, current
    )
    scope = scope[scope["experiment"].isin(known or [current])]
    like = DEFAULT_LIKE if any(map(copies_mix, set(frame["strategy"]))) else None
    judged = _judged(ours[ours["experiment"] == current], known.get(current, ()))
    return ChosenResults(f"{source}_{current}", scope, frame, language, known, current, judged, like)


def _alike(found: Mapping[str, Sequence[Record]], current: str) -> dict[str, Sequence[Record]]:
    """The experiments with cells that are judged by the main score of the current one; others do not pool."""
    main = {name: part[0]["main"] for name, part in found.items() if part}
    return {name: part for name, part in found.items() if name in main and main[name] == main.get(current)}


def over_rows(found: ChosenResults) -> dict[str, pd.DataFrame]:
    """The differences at the shown cells with intervals over test rows, too, where these are known.

    The rows say nothing about single languages or other scores than the main one.
    """
    records = found.records.get(found.current, ())
    strategies = {record["strategy"] for record in records}
    several = found.frame["target_language"].nunique() > 2 and found.language != table_from_records.ALL
    if several or {record.get("main") for record in records} != set(found.frame["metric"]):
        return {}
    return {
        other: results_cache.differences(
            (found.name, *found.key, len(records)), other, {found.current: records}
        )
        for other in references()
        if other in strategies
    }


def differences(found: ChosenResults, baseline: str) -> pd.DataFrame:
    """``bootstrap.paired_differences`` of ``found``, the current experiment's as the curves judge it."""
    sizes = ((name, len(part)) for name, part in found.records.items())
    drawn = results_cache.differences((found.name, *found.key, *sizes), baseline, found.records)
    own = drawn["experiment"] == found.current
    wide = widen_by_test_rows(_apart(found.judged, baseline), {baseline: drawn[own]})
    wide = wide.rename(columns={"delta": "difference", "n": "seeds"}).assign(experiment=found.current)
    return pd.concat([wide.drop(columns="against"), drawn[~own]], ignore_index=True)


def _apart(table: pd.DataFrame, baseline: str) -> pd.DataFrame:
    """``curves.deltas``; against EN-FT, of which there is one, too."""
    if baseline != EN_FT:
        return deltas(table, [baseline])
    levels = curve(table)
    of_start = levels["strategy"] == EN_FT
    apart = levels[~of_start].rename(columns={"mean": "delta"}).assign(against=EN_FT)
    apart[["delta", "low", "high"]] -= levels.loc[of_start, "mean"].item()
    return apart


def metric_title(frame: pd.DataFrame) -> str:
    """The name of the score in a table of results, as a chart shows it."""
    metric = str(frame["metric"].iloc[0])
    return html.escape(NAMES.get(metric, metric))


def _own(line: st.delta_generator.DeltaGenerator, source: str, one: ExperimentStatus) -> ChosenResults:
    if one.record is None:
        return ChosenResults(
            source, pd.DataFrame(), pd.DataFrame(columns=list(table_from_records.COLUMNS)), standing=one
        )
    records = results_cache.cells(one.record, one.cells)
    table = table_from_records(one.record.settings, records)
    if table.empty:
        return ChosenResults(source, table, table, standing=one)
    scope, frame, language = _narrowed(line, table, source, tuple(_SETTING))
    whole = {one.name: records} if any("items" in record for record in records) else {}
    like, judged = one.record.settings.get("like"), _judged(table, records)
    return ChosenResults(source, scope, frame, language, whole, one.name, judged, like, one)


def _judged(table: pd.DataFrame, records: Sequence[Record]) -> pd.DataFrame:
    return table[table["metric"].isin({record.get("main") for record in records})]


def _narrowed(
    line: st.delta_generator.DeltaGenerator, frame: pd.DataFrame, source: str, columns: Sequence[str]
) -> tuple[pd.DataFrame, pd.DataFrame, str]:
    """All results for the chosen data and score, those of one setting, and a language."""
    scope, key = frame, f"curves_{source}"
    for column in columns:
        label, width = _SETTING[column]
        options = list(dict.fromkeys(frame[column]))
        choice = options[0]
        if len(options) > 1:
            names = {option: _title(column, option, frame) for option in options}
            choice = line.selectbox(label, options, format_func=names.get, key=f"{key}_{column}", width=width)
        frame, key = frame[frame[column] == choice], f"{key}_{choice}"
        if column == "metric":
            scope = frame
    languages = sorted(set(frame["target_language"]) - {table_from_records.ALL})
    language = table_from_records.ALL
    if len(languages) > 1:
        language = line.selectbox(
            "Language",
            [table_from_records.ALL, *languages],
            format_func=lambda code: "Mean of all" if code == table_from_records.ALL else language_name(code),
            key=f"{key}_language",
            width=140,
        )
    return scope, frame, language


def _title(column: str, option: str, frame: pd.DataFrame) -> str:
    name = TASKS[option].title if option in TASKS else NAMES.get(option, option)
    if column not in ("target_config", "experiment"):
        return str(name)
    languages = sorted(set(frame.loc[frame[column] == option, "target_language"]) - {table_from_records.ALL})
    return f"{name}: {', '.join(map(language_name, languages))}" if 0 < len(languages) < 5 else str(name)

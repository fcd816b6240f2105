"""Choosing among results: the project's experiments, our measurements, and the published ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from demux_core.analysis import differences
from demux_core.experiments.cells import CellRecord
from demux_core.experiments.plan import FINE_TUNE, PROBE
from demux_core.experiments.results_table import ALL, COLUMNS, table_from_records
from demux_core.strategies.display import copies_mix
from demux_core.workflows.experiment_jobs import ExperimentStatus, experiment_statuses
from demux_core.workflows.selection import DEFAULT_LIKE
from demux_core.workspace.project import Project
from pages.ui.curves.result_filters import ALL_SETTINGS, MEASURED_SETTINGS, narrowed
from pages.ui.shared import results_cache

_MEASURED = {"measured": FINE_TUNE, "measured_probe": PROBE}  # ours, each with one learner
_PROVIDED = {
    "low_budget": "Published: one round",
    "five_rounds": "Published: five rounds",
    "measured": "Measured by us: fine-tuned models",
    "measured_probe": "Measured by us: linear probe",
}
_NOT_YOURS = "These results are not of your project: they were measured on public corpora."
_NO_PROJECT = "These results were measured on public corpora. Those of your own project appear here, too."


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
        status: of the project's experiment, if it is one.
        learner: how the models were trained; all of ``scope`` in this way.
    """

    name: str
    scope: pd.DataFrame
    frame: pd.DataFrame
    language: str = ALL
    records: Mapping[str, Sequence[CellRecord]] = field(default_factory=dict)
    current: str = ""
    judged: pd.DataFrame = field(default_factory=pd.DataFrame)
    like: str | None = None
    status: ExperimentStatus | None = None
    learner: str = FINE_TUNE

    @property
    def key(self) -> tuple[object, ...]:
        """Names the content of ``scope``."""
        return (len(self.scope), int(pd.util.hash_pandas_object(self.scope, index=False).sum()))


def choose_results(project: Project | None, by_language: bool) -> ChosenResults:
    """Let the visitor choose among the results; the newest experiment of the project comes first.

    Args:
        project: whose experiments are offered.
        by_language: whether the results can be narrowed down to one target language.
    """
    statuses = experiment_statuses(project) if project else []
    own = {f"own/{status.name}": status for status in statuses}
    titles = {name: status.title for name, status in own.items()} | _PROVIDED
    measured = {name: results_cache.measured(learner) for name, learner in _MEASURED.items()}
    line = st.container(horizontal=True)
    source: str = line.selectbox(
        "Results",
        [name for name in titles if name not in measured or not measured[name].empty],
        format_func=lambda name: titles[name],
        key=f"curves_source_{'_'.join(own)}",
        width=250,
        persist_state="session",
    )
    if source in own:
        return _own(line, source, own[source], by_language)
    st.info(_NOT_YOURS if project else _NO_PROJECT, icon=":material/public:")
    if source in measured:
        return _measured(line, source, measured[source], by_language)
    published = results_cache.published()
    published = published[published["experiment"] == source]
    return ChosenResults(source, *narrowed(line, published, source, ALL_SETTINGS, by_language))


def by_main_score(status: ExperimentStatus) -> ChosenResults:
    """Return an experiment that has begun, by its main score over all languages."""
    record = status.record
    assert record is not None
    records = results_cache.cells(record, status.cells)
    table, metric = results_cache.table(status), results_cache.decision_curves(status)[0]
    table = table[table["metric"] == metric]
    return ChosenResults(
        f"main/{status.name}", table, table, ALL, {status.name: records}, status.name, learner=status.learner
    )


def differences_from(results: ChosenResults, baseline: str) -> pd.DataFrame:
    """Return ``differences.differences_table`` of every experiment of ``results``."""
    sizes = tuple((name, len(records)) for name, records in results.records.items())
    resampled = results_cache.differences((results.name, *results.key, *sizes), baseline, results.records)
    return differences.differences_table(results.judged, baseline, resampled, results.current)


def shown_differences(results: ChosenResults) -> dict[str, pd.DataFrame]:
    """Return the differences with intervals over test rows at the shown cells, where these are known."""
    records = results.records.get(results.current, ())
    key = (results.name, *results.key, len(records))
    return {
        baseline: results_cache.differences(key, baseline, {results.current: records})
        for baseline in differences.baselines_with_rows(results.frame, results.language, records)
    }


def _own(line: DeltaGenerator, source: str, status: ExperimentStatus, by_language: bool) -> ChosenResults:
    if status.record is None:
        return ChosenResults(source, pd.DataFrame(), pd.DataFrame(columns=list(COLUMNS)), status=status)
    records = results_cache.cells(status.record, status.cells)
    table = table_from_records(status.record.settings, records)
    if table.empty:
        return ChosenResults(source, table, table, status=status)
    scope, frame, language = narrowed(line, table, source, ALL_SETTINGS, by_language)
    with_rows = {status.name: records} if any(record.items for record in records) else {}
    like = status.record.settings.get("like") or _usual_like(table)
    judged = differences.main_results(table, records)
    return ChosenResults(
        source, scope, frame, language, with_rows, status.name, judged, like, status, status.learner
    )


def _measured(line: DeltaGenerator, source: str, measured: pd.DataFrame, by_language: bool) -> ChosenResults:
    scope, frame, language = narrowed(line, measured, source, MEASURED_SETTINGS, by_language)
    current = str(frame["experiment"].iloc[0])
    cells = {name: results_cache.measured_cells(name) for name in scope["experiment"].unique()}
    records = differences.comparable_experiments(cells, current)
    scope = scope[scope["experiment"].isin(records or [current])]
    like = _usual_like(frame)
    judged = differences.main_results(measured[measured["experiment"] == current], records.get(current, ()))
    return ChosenResults(
        f"{source}_{current}",
        scope,
        frame,
        language,
        records,
        current,
        judged,
        like,
        learner=_MEASURED[source],
    )


def _usual_like(results: pd.DataFrame) -> str | None:
    """The strategy whose language mix is copied where none was named; None where no strategy copies one."""
    return DEFAULT_LIKE if any(map(copies_mix, set(results["strategy"]))) else None

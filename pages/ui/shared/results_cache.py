"""Results of experiments and what is computed from them, kept between reruns like the files in ``cache``."""

from collections.abc import Mapping, Sequence
from math import log
from pathlib import Path

import pandas as pd
import streamlit as st

from demux_core.analysis import language_mix, published_tables
from demux_core.analysis.bootstrap import paired_differences
from demux_core.analysis.correlation import KS, uncertainty_correlation
from demux_core.analysis.decision import experiment_curves
from demux_core.analysis.drawn_curves import DrawnCurve
from demux_core.analysis.win_rates import WinRates, win_rates
from demux_core.experiments.cells import CellRecord
from demux_core.experiments.results_files import read_records
from demux_core.experiments.results_table import table_from_records
from demux_core.explain import readings
from demux_core.explain.costs import Prices
from demux_core.workflows.experiment_jobs import ExperimentStatus
from demux_core.workflows.limited_probe import Curves
from demux_core.workflows.limited_probe import limited_curves as limited_curves_of
from demux_core.workflows.live_probe import LiveProbe, live_probe
from demux_core.workspace import experiments
from demux_core.workspace.prepared import PreparedProject
from demux_core.workspace.project import Project
from demux_core.workspace.records import ExperimentRecord
from pages.ui.shared.remembered import remembered


@st.cache_data(show_spinner="Reading the published results")
def published() -> pd.DataFrame:
    """Return the published runs."""
    return published_tables.published_results()


def measured(learner: str) -> pd.DataFrame:
    """Return our own measurements on public corpora with a learner; empty where there are none."""
    tables = published_tables.measured_tables()
    return _measured(tuple((name, path.stat().st_mtime_ns) for name, path in tables.items()), learner)


def measured_cells(name: str) -> list[CellRecord]:
    """Return the finished cells of one of our own measurements; empty where there is only its table."""
    path = published_tables.measured_tables()[name]
    return _measured_cells(name, path.stat().st_mtime_ns, path)


def cells(experiment: ExperimentRecord, finished: int) -> list[CellRecord]:
    """Return the cells of an experiment; their number, ``finished``, only ever grows."""
    return _cells((experiment.id, experiment.name, experiment.created), finished, experiment)


def decision_curves(status: ExperimentStatus) -> tuple[str, dict[str, DrawnCurve]]:
    """Return the main metric of an experiment that has begun, and its curves."""
    record = status.record
    assert record is not None
    return _decision_curves((record.id, record.name, record.created), _stage(status), status)


def limited_curves(project: Project, probe: LiveProbe) -> tuple[str, Curves, Curves] | None:
    """Return the metric and the curves of a finished probe within limits, and those without them, or None."""
    both = probe, live_probe(project)
    key = tuple(each.record and (each.record.id, each.record.created, each.cells) for each in both)
    return _limited_curves(key, project)


def table(status: ExperimentStatus) -> pd.DataFrame:
    """Return the table of an experiment that has begun."""
    record = status.record
    assert record is not None
    return _table((record.id, record.name, record.created), _stage(status), status)


def label_prices(status: ExperimentStatus, prices: Prices) -> dict[str, float]:
    """Return what a label costs on average, by the strategy of an experiment that chose it."""
    record = status.record
    if record is None or prices == Prices():
        return {}
    key = (record.id, record.name, record.created, repr(prices))
    return _label_prices(key, _stage(status), status, prices)


def mix_by_round(experiment: ExperimentRecord) -> pd.DataFrame:
    """Return the languages of what each strategy chose in each round of an experiment."""
    records = experiments.experiment_records(experiment)
    return _mix_by_round((experiment.id, experiment.name, experiment.created, len(records)), records)


def correlation(prepared: PreparedProject) -> pd.DataFrame:
    """Return how the target's uncertainty correlates with its neighbours'; InputError where unknown."""
    return _correlation(prepared.key, prepared)


@st.cache_data(max_entries=16, show_spinner="Comparing strategies")
def wins(key: tuple[object, ...], _scope: pd.DataFrame) -> WinRates | None:
    """Return the win rates over all targets of ``_scope``, whose content ``key`` names."""
    return win_rates(_scope)


@st.cache_data(max_entries=16, show_spinner="Resampling seeds and test rows")
def differences(
    key: tuple[object, ...], baseline: str, _records: Mapping[str, Sequence[CellRecord]]
) -> pd.DataFrame:
    """Return the paired differences of experiments, which ``key`` names, over seeds and test rows."""
    return paired_differences(_records, baseline)


@st.cache_data(max_entries=4, show_spinner="Reading the measurements")
def _measured(key: tuple[tuple[str, int], ...], learner: str) -> pd.DataFrame:
    return published_tables.measured_results(learner)


@remembered()
def _measured_cells(name: str, changed: int, _path: Path) -> list[CellRecord]:
    return read_records(_path)


@remembered()
def _cells(key: tuple[int, str, str], finished: int, _experiment: ExperimentRecord) -> list[CellRecord]:
    return experiments.experiment_records(_experiment)


@st.cache_data(max_entries=8, show_spinner="Comparing neighbours")
def _correlation(key: str, _prepared: PreparedProject) -> pd.DataFrame:
    return uncertainty_correlation(
        _prepared.source, _prepared.target, [k for k in KS if k <= len(_prepared.source)]
    )


@st.cache_data(max_entries=16, show_spinner=False)
def _mix_by_round(key: tuple[int, str, str, int], _records: Sequence[CellRecord]) -> pd.DataFrame:
    return language_mix.mix_by_round(language_mix.selection_counts(_records))


def _stage(status: ExperimentStatus) -> float:
    """Name how far an experiment is: exactly when it rests, in steps of a tenth while cells come in."""
    return round(log(status.cells), 1) if status.active else status.cells


@remembered()
def _decision_curves(
    key: tuple[int, str, str], stage: float, _status: ExperimentStatus
) -> tuple[str, dict[str, DrawnCurve]]:
    assert _status.record is not None
    return experiment_curves(_status.record.settings, cells(_status.record, _status.cells))


@remembered()
def _limited_curves(key: tuple[object, ...], _project: Project) -> tuple[str, Curves, Curves] | None:
    return limited_curves_of(_project)


@remembered()
def _table(key: tuple[int, str, str], stage: float, _status: ExperimentStatus) -> pd.DataFrame:
    assert _status.record is not None
    return table_from_records(_status.record.settings, cells(_status.record, _status.cells))


@remembered()
def _label_prices(
    key: tuple[object, ...], stage: float, _status: ExperimentStatus, _prices: Prices
) -> dict[str, float]:
    assert _status.record is not None
    return readings.label_prices(cells(_status.record, _status.cells), _prices)

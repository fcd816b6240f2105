"""What of a project is kept between reruns. Keys are small and name the content; big things are ``_x``."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from demux_core.base import text_search
from demux_core.charts import mix_charts
from demux_core.charts.colors import pool_colors
from demux_core.data import text_lengths
from demux_core.data.column_preview import ColumnPreview
from demux_core.data.dataset import Dataset
from demux_core.explain import point_tables
from demux_core.explain.reasons import explained_table
from demux_core.strategies import STRATEGIES, Selection
from demux_core.workflows import experiment_jobs
from demux_core.workflows.selection import SelectionPlan, labelled_rows, select_for_project
from demux_core.workspace import prepared, project_files
from demux_core.workspace.label_summaries import label_summaries
from demux_core.workspace.prepared import PreparedProject
from demux_core.workspace.project import Project, Role, StoredFile, Upload
from demux_core.workspace.records import Label, SelectionRecord
from demux_core.workspace.saved_selections import open_saved

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from demux_core.report.findings import Findings
    from demux_core.report.request import ReportRequest


def dataset(project: Project, role: Role) -> Dataset:
    """Return the stored file of ``role``."""
    upload = project.uploads[role]
    return _dataset((upload.name, upload.task, *_content(upload)), role, project)


def glance(project: Project, role: Role, file: StoredFile) -> ColumnPreview:
    """Return what the columns of a stored file were taken for."""
    return _glance((*_as_read(file), project.uploads[role].task), project, role, file.name)


def glance_at(project: Project, role: Role, name: str, content: bytes) -> ColumnPreview:
    """Return what the columns of a file that is not stored would be taken for."""
    return project_files.preview_file(project, role, name, content)


def lengths(project: Project, role: Role) -> pd.DataFrame:
    """Return how long the texts of ``role`` are."""
    return _lengths(project.uploads[role].content_hash, role, project)


def overlaps(project: Project) -> pd.DataFrame:
    """Return how many rows each role shares with each other one."""
    key = tuple((role, *_content(upload)) for role, upload in project.uploads.items())
    return _overlaps(key, project)


def run(project: Project) -> PreparedProject:
    """Return the project's prepared run."""
    return _run(prepared.prepared_key(project), project)


def colors(run: PreparedProject) -> dict[str, str]:
    """Return the colour of every language of the run's pool."""
    return _colors(run.key, run)


def choice(run: PreparedProject, strategy: str, plan: SelectionPlan) -> Selection:
    """Return the rows that ``strategy`` chooses by a plan; InputError where it cannot."""
    return _choice((run.key, strategy, repr(plan)), strategy, plan, run)


def explained(run: PreparedProject, selection: Selection, plan: SelectionPlan) -> pd.DataFrame:
    """Return the table of what was chosen by a plan, with reasons."""
    return _explained((run.key, selection.strategy, repr(plan)), selection, plan, run)


def kept(selection: SelectionRecord) -> pd.DataFrame:
    """Return the table of a kept selection; InputError where it cannot be read."""
    return _kept(selection.artifact, selection)


def map_frame(run: PreparedProject, keep: Sequence[Sequence[int]]) -> pd.DataFrame:
    """Return the points to draw, among them all the pool rows ``keep``."""
    rows: list[int] = []
    if len(run.source) > point_tables.MAP_LIMIT:
        rows = sorted({row for some in keep for row in some})
    return _map_frame(run.key, tuple(rows), run)


def folded_texts(run: PreparedProject) -> tuple[list[str], list[str]]:
    """Return the texts of pool and target in the form in which they are searched."""
    return _folded_texts(run.key, run)


def labels(project: Project, run: PreparedProject, given: Mapping[str, Label]) -> dict[int, str]:
    """Return the labels of the run's pool rows: those that people gave, else those of the pool's file."""
    if "pool" not in project.uploads:
        return {}
    said = hashlib.sha256(repr(sorted((row, label.label) for row, label in given.items())).encode())
    key = (run.key, project.uploads["pool"].content_hash, said.hexdigest())
    return _labels(key, project, run, given)


def first_experiment(project: Project) -> str:
    """Return the name of the experiment that a report reads first, "" where there is none."""
    return _first_experiment((project.slug, *_finished(project)), project)


def report(project: Project, run: PreparedProject, request: "ReportRequest") -> "Findings":
    """Return what a report says; requested strategies that cannot choose here are left out."""
    state = (run.key, str(project), prepared.is_stale(project), labelled_rows(project, run))
    key = (datetime.now(UTC).date(), *state, *_finished(project))
    return _report(key, request, project, run)


@st.cache_resource(max_entries=6, show_spinner="Reading the file")
def _dataset(key: tuple[object, ...], role: Role, _project: Project) -> Dataset:
    return project_files.load_file(_project, role)


def _content(upload: Upload) -> tuple[object, ...]:
    """What a role's rows are; which of them are parallel is not in the hash, but follows from the columns."""
    return (upload.content_hash, *map(_as_read, upload.files))


def _as_read(file: StoredFile) -> tuple[str, str]:
    return file.artifact, json.dumps(dict(file.columns), sort_keys=True)


@st.cache_resource(max_entries=32, show_spinner=False)
def _glance(key: tuple[str, str, str], _project: Project, _role: Role, _name: str) -> ColumnPreview:
    return project_files.preview_file(_project, _role, _name)


@st.cache_resource(max_entries=12, show_spinner=False)
def _lengths(key: str, role: Role, _project: Project) -> pd.DataFrame:
    return text_lengths.lengths(dataset(_project, role))


@st.cache_resource(max_entries=6, show_spinner="Comparing the files")
def _overlaps(key: tuple[tuple[object, ...], ...], _project: Project) -> pd.DataFrame:
    from demux_core.data.overlaps import overlaps

    return overlaps({role: dataset(_project, role) for role in _project.uploads})


@st.cache_resource(max_entries=4, show_spinner="Opening the prepared run")
def _run(key: str, _project: Project) -> PreparedProject:
    return prepared.open_prepared(_project)


@st.cache_resource(max_entries=8, show_spinner=False)
def _colors(key: str, _run: PreparedProject) -> dict[str, str]:
    return pool_colors(_run.source, _run.target)


@st.cache_resource(max_entries=64, show_spinner=False)
def mix_figure(mix: pd.DataFrame, colors: dict[str, str], measure: str) -> "go.Figure":
    """Return the chart of a mix; of a few hundred rows at most, so that all of it is the key."""
    return mix_charts.mix_figure(mix, colors, measure)


@st.cache_resource(max_entries=4, show_spinner="Drawing the map")
def _map_frame(key: str, keep: tuple[int, ...], _run: PreparedProject) -> pd.DataFrame:
    rows = point_tables.map_rows(len(_run.source), keep)
    return point_tables.map_frame(_run.source, _run.target, _run.points, rows)


@st.cache_resource(max_entries=4, show_spinner="Reading the texts")
def _folded_texts(key: str, _run: PreparedProject) -> tuple[list[str], list[str]]:
    source, target = (
        [text_search.fold(str(text)) for text in (part.ids if part.texts is None else part.texts)]
        for part in (_run.source, _run.target)
    )
    return source, target


@st.cache_resource(max_entries=4, show_spinner="Reading the labels")
def _labels(
    key: tuple[str, str, str], _project: Project, _run: PreparedProject, _given: Mapping[str, Label]
) -> dict[int, str]:
    words = label_summaries(dataset(_project, "pool"), _given)
    return {row: words[str(name)] for row, name in enumerate(_run.source.ids) if str(name) in words}


def _finished(project: Project) -> list[tuple[int, str, str, int]]:
    """The experiments and how many cells of each are finished."""
    known = [(one.record, one.cells) for one in experiment_jobs.experiment_statuses(project) if one.record]
    return [(record.id, record.name, record.created, cells) for record, cells in known]


@st.cache_data(max_entries=8, show_spinner=False)
def _first_experiment(key: tuple[object, ...], _project: Project) -> str:
    from demux_core.report.evidence import default_experiment

    return default_experiment(_project)


@st.cache_resource(max_entries=8, show_spinner="Gathering the findings")
def _report(
    key: tuple[object, ...], request: "ReportRequest", _project: Project, _run: PreparedProject
) -> "Findings":
    from demux_core.report.findings import available_strategies, gather_findings

    able = tuple(name for name in request.strategies if name in available_strategies(_run))
    return gather_findings(_project, replace(request, strategies=able), _run)


@st.cache_resource(max_entries=64, show_spinner="Choosing points")
def _choice(
    key: tuple[str, str, str], _strategy: str, _plan: SelectionPlan, _run: PreparedProject
) -> Selection:
    return select_for_project(_run, _strategy, _plan)


@st.cache_data(max_entries=64, show_spinner="Looking for the reasons")
def _explained(
    key: tuple[str, str, str], _selection: Selection, _plan: SelectionPlan, _run: PreparedProject
) -> pd.DataFrame:
    return explained_table(_selection, _run.target, _plan.seed, STRATEGIES[_plan.like].title)


@st.cache_data(max_entries=64, show_spinner=False)
def _kept(artifact: str, _selection: SelectionRecord) -> pd.DataFrame:
    return open_saved(_selection)

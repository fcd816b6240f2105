"""What of a project is kept between reruns. Keys are small and name the content; big things are ``_x``."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from demux_core import charts, projects, search
from demux_core.charts import length_charts, tables
from demux_core.charts.reasons import explained_table
from demux_core.config import DEFAULT_SEED
from demux_core.datasets import Dataset
from demux_core.datasets.glance import Glance
from demux_core.labels.shown import label_words
from demux_core.projects import Project, Role, StoredFile, Upload, experiments, runs
from demux_core.projects.choosing import Plan, choose, labelled_rows
from demux_core.projects.runs import Run
from demux_core.projects.selections import open_kept
from demux_core.store.records import Label, SelectionRecord
from demux_core.strategies import STRATEGIES, Selection

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from demux_core.report.findings import Findings


def dataset(project: Project, role: Role) -> Dataset:
    """Return the stored file of ``role``."""
    upload = project.uploads[role]
    return _dataset((upload.name, upload.task, *_content(upload)), role, project)


def glance(project: Project, role: Role, file: StoredFile) -> Glance:
    """Return what the columns of a stored file were taken for."""
    return _glance((*_as_read(file), project.uploads[role].task), project, role, file.name)


def glance_at(project: Project, role: Role, name: str, content: bytes) -> Glance:
    """Return what the columns of a file that is not stored would be taken for."""
    return projects.glance_at(project, role, name, content)


def lengths(project: Project, role: Role) -> pd.DataFrame:
    """Return how long the texts of ``role`` are."""
    return _lengths(project.uploads[role].content_hash, role, project)


def overlaps(project: Project) -> pd.DataFrame:
    """Return how many rows each role shares with each other one."""
    key = tuple((role, *_content(upload)) for role, upload in project.uploads.items())
    return _overlaps(key, project)


def run(project: Project) -> Run:
    """Return the project's prepared run."""
    return _run(runs.run_key(project), project)


def colors(run: Run) -> dict[str, str]:
    """Return the colour of every language of the run's pool."""
    return _colors(run.key, run)


def choice(run: Run, strategy: str, plan: Plan) -> Selection:
    """Return the rows that ``strategy`` chooses by a plan; InputError where it cannot."""
    return _choice((run.key, strategy, repr(plan)), strategy, plan, run)


def explained(run: Run, selection: Selection, plan: Plan) -> pd.DataFrame:
    """Return the table of what was chosen by a plan, with reasons."""
    return _explained((run.key, selection.strategy, repr(plan)), selection, plan, run)


def kept(selection: SelectionRecord) -> pd.DataFrame:
    """Return the table of a kept selection; InputError where it cannot be read."""
    return _kept(selection.artifact, selection)


def map_frame(run: Run, keep: Sequence[Sequence[int]]) -> pd.DataFrame:
    """Return the points to draw, among them all the pool rows ``keep``."""
    rows: list[int] = []
    if len(run.source) > tables.MAP_LIMIT:
        rows = sorted({row for some in keep for row in some})
    return _map_frame(run.key, tuple(rows), run)


def folded_texts(run: Run) -> tuple[list[str], list[str]]:
    """Return the texts of pool and target in the form in which they are searched."""
    return _folded_texts(run.key, run)


def labels(project: Project, run: Run, given: Mapping[str, Label]) -> dict[int, str]:
    """Return the labels of the run's pool rows: those that people gave, else those of the pool's file."""
    if "pool" not in project.uploads:
        return {}
    said = hashlib.sha256(repr(sorted((row, label.label) for row, label in given.items())).encode())
    key = (run.key, project.uploads["pool"].content_hash, said.hexdigest())
    return _labels(key, project, run, given)


def first_experiment(project: Project) -> str:
    """Return the name of the experiment that a report reads first, "" where there is none."""
    return _first_experiment((project.slug, *_finished(project)), project)


def report(
    project: Project,
    run: Run,
    strategies: Sequence[str] | None = None,
    budget: int | None = None,
    seed: int = DEFAULT_SEED,
    experiment: str | None = None,
    like: str = Plan.like,
) -> "Findings":
    """Return what a report says; an experiment that is None is the ``first_experiment``, "" is none."""
    state = (run.key, str(project), runs.is_stale(project), labelled_rows(project, run))
    key = (datetime.now(UTC).date(), *state, *_finished(project))
    return _report(key, budget, seed, experiment, like, tuple(strategies or ()), project, run)


@st.cache_resource(max_entries=6, show_spinner="Reading the file")
def _dataset(key: tuple[object, ...], role: Role, _project: Project) -> Dataset:
    return projects.load_file(_project, role)


def _content(upload: Upload) -> tuple[object, ...]:
    """What a role's rows are; which of them are parallel is not in the hash, but follows from the columns."""
    return (upload.content_hash, *map(_as_read, upload.files))


def _as_read(file: StoredFile) -> tuple[str, str]:
    return file.artifact, json.dumps(dict(file.columns), sort_keys=True)


@st.cache_resource(max_entries=32, show_spinner=False)
def _glance(key: tuple[str, str, str], _project: Project, _role: Role, _name: str) -> Glance:
    return projects.glance_at(_project, _role, _name)


@st.cache_resource(max_entries=12, show_spinner=False)
def _lengths(key: str, role: Role, _project: Project) -> pd.DataFrame:
    return length_charts.lengths(dataset(_project, role))


@st.cache_resource(max_entries=6, show_spinner="Comparing the files")
def _overlaps(key: tuple[tuple[object, ...], ...], _project: Project) -> pd.DataFrame:
    from demux_core.datasets.overlaps import overlaps

    return overlaps({role: dataset(_project, role) for role in _project.uploads})


@st.cache_resource(max_entries=4, show_spinner="Opening the prepared run")
def _run(key: str, _project: Project) -> Run:
    return runs.open_run(_project)


@st.cache_resource(max_entries=8, show_spinner=False)
def _colors(key: str, _run: Run) -> dict[str, str]:
    return charts.pool_colors(_run.source, _run.target)


@st.cache_resource(max_entries=64, show_spinner=False)
def mix_figure(mix: pd.DataFrame, colors: dict[str, str], measure: str) -> "go.Figure":
    """Return the chart of a mix; of a few hundred rows at most, so that all of it is the key."""
    return charts.mix_figure(mix, colors, measure)


@st.cache_resource(max_entries=4, show_spinner="Drawing the map")
def _map_frame(key: str, keep: tuple[int, ...], _run: Run) -> pd.DataFrame:
    rows = tables.map_rows(len(_run.source), keep)
    return tables.map_frame(_run.source, _run.target, _run.points, rows)


@st.cache_resource(max_entries=4, show_spinner="Reading the texts")
def _folded_texts(key: str, _run: Run) -> tuple[list[str], list[str]]:
    source, target = (
        [search.folded(str(text)) for text in (part.ids if part.texts is None else part.texts)]
        for part in (_run.source, _run.target)
    )
    return source, target


@st.cache_resource(max_entries=4, show_spinner="Reading the labels")
def _labels(
    key: tuple[str, str, str], _project: Project, _run: Run, _given: Mapping[str, Label]
) -> dict[int, str]:
    words = label_words(dataset(_project, "pool"), _given)
    return {row: words[str(name)] for row, name in enumerate(_run.source.ids) if str(name) in words}


def _finished(project: Project) -> list[tuple[int, str, str, int]]:
    """The experiments and how many cells of each are finished."""
    known = [(one.record, one.cells) for one in experiments.standings(project) if one.record]
    return [(record.id, record.name, record.created, cells) for record, cells in known]


@st.cache_data(max_entries=8, show_spinner=False)
def _first_experiment(key: tuple[object, ...], _project: Project) -> str:
    from demux_core.report.findings import first_choice

    return first_choice(_project)


@st.cache_resource(max_entries=8, show_spinner="Gathering the findings")
def _report(
    key: tuple[object, ...],
    budget: int | None,
    seed: int,
    experiment: str | None,
    like: str,
    strategies: tuple[str, ...],
    _project: Project,
    _run: Run,
) -> "Findings":
    from demux_core.report.findings import choosable, gather

    able = [name for name in strategies if name in choosable(_run)]
    return gather(_project, budget, able or None, experiment, seed, run=_run, like=like)


@st.cache_resource(max_entries=64, show_spinner="Choosing points")
def _choice(key: tuple[str, str, str], _strategy: str, _plan: Plan, _run: Run) -> Selection:
    return choose(_run, _strategy, _plan)


@st.cache_data(max_entries=64, show_spinner="Looking for the reasons")
def _explained(key: tuple[str, str, str], _selection: Selection, _plan: Plan, _run: Run) -> pd.DataFrame:
    return explained_table(_selection, _run.target, _plan.seed, STRATEGIES[_plan.like].title)


@st.cache_data(max_entries=64, show_spinner=False)
def _kept(artifact: str, _selection: SelectionRecord) -> pd.DataFrame:
    return open_kept(_selection)

"""Everything that is kept between reruns. Keys are small and name the content; big things pass as ``_x``."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from demux_core import charts, projects
from demux_core.charts import tables
from demux_core.datasets import Dataset
from demux_core.projects import Project, Role, runs
from demux_core.projects.runs import Run
from demux_core.strategies import Selection, select


def dataset(project: Project, role: Role) -> Dataset:
    """Return the stored file of ``role``."""
    upload = project.uploads[role]
    return _dataset((upload.name, upload.content_hash, upload.task), role, project)


def run(project: Project) -> Run:
    """Return the project's prepared run."""
    return _run(runs.run_key(project), project)


def colors(run: Run) -> dict[str, str]:
    """Return the colour of every language of the run's pool."""
    return _colors(run.key, run)


def selection(run: Run, strategy: str, budget: int, seed: int) -> Selection:
    """Return the rows that ``strategy`` chooses; InputError where it cannot."""
    return _selection(run.key, strategy, budget, seed, run)


def map_frame(run: Run, keep: Sequence[Selection]) -> pd.DataFrame:
    """Return the points to draw, among them all the rows of the selections ``keep``."""
    large = len(run.source) > tables.MAP_LIMIT
    names = tuple((s.strategy, tuple(s.rows.tolist())) for s in keep) if large else ()
    return _map_frame(run.key, names, run)


@st.cache_resource(max_entries=6, show_spinner="Reading the file")
def _dataset(key: tuple[str, str, str], role: Role, _project: Project) -> Dataset:
    return projects.load_file(_project, role)


@st.cache_resource(max_entries=4, show_spinner="Opening the prepared run")
def _run(key: str, _project: Project) -> Run:
    return runs.open_run(_project)


@st.cache_resource(max_entries=8, show_spinner=False)
def _colors(key: str, _run: Run) -> dict[str, str]:
    return charts.language_colors(tables.languages_of(_run.source))


@st.cache_resource(max_entries=64, show_spinner="Choosing points")
def _selection(key: str, strategy: str, budget: int, seed: int, _run: Run) -> Selection:
    return select(strategy, _run.source, _run.target, budget, seed=seed)


@st.cache_resource(max_entries=4, show_spinner="Drawing the map")
def _map_frame(key: str, keep: tuple[tuple[str, tuple[int, ...]], ...], _run: Run) -> pd.DataFrame:
    rows = tables.map_rows(len(_run.source), [row for _, chosen in keep for row in chosen])
    return tables.map_frame(_run.source, _run.target, _run.points, rows)

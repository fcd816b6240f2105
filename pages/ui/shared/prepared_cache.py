"""A prepared project and what is chosen from it, kept between reruns like the files in ``cache``."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from demux_core.analysis.map_nearness import MapNearness
from demux_core.analysis.map_nearness import map_nearness as map_nearness_of
from demux_core.base import text_search
from demux_core.charts import mix_charts
from demux_core.charts.colors import pool_colors
from demux_core.explain import map_frames
from demux_core.explain.map_points import PointRows, searched_texts
from demux_core.explain.reasons import explained_table
from demux_core.modelling.presentation import languages_of
from demux_core.strategies import Selection
from demux_core.strategies.display import strategy_title
from demux_core.workflows import large_selections
from demux_core.workflows.meaning_search import search_by_meaning
from demux_core.workflows.selection import SelectionPlan
from demux_core.workspace.label_summaries import label_summaries
from demux_core.workspace.prepared import PreparedProject, open_prepared, shown_key
from demux_core.workspace.project import Project
from demux_core.workspace.records import Label, SelectionRecord
from demux_core.workspace.saved_selections import open_saved
from pages.ui.shared import cache
from pages.ui.shared.remembered import remembered

if TYPE_CHECKING:
    import plotly.graph_objects as go


def prepared_project(project: Project) -> PreparedProject:
    """Return what preparing the project produced; InputError where it cannot be opened."""
    return _prepared_project(shown_key(project), project)


def colors(prepared: PreparedProject) -> dict[str, str]:
    """Return the colour of every language of the pool."""
    return _colors(prepared.key, prepared)


def selection(prepared: PreparedProject, strategy: str, plan: SelectionPlan) -> Selection:
    """Return the points that ``strategy`` chooses by a plan; InputError where it cannot."""
    return _selection((prepared.shown, strategy, repr(plan)), strategy, plan, prepared)


def explained(prepared: PreparedProject, chosen: Selection, plan: SelectionPlan) -> pd.DataFrame:
    """Return the table of the points chosen by a plan, with reasons."""
    return _explained((prepared.shown, chosen.strategy, repr(plan)), chosen, plan, prepared)


def saved_selection(saved: SelectionRecord) -> pd.DataFrame:
    """Return the table of a saved selection; InputError where it cannot be read."""
    return _saved_selection(saved.artifact, saved)


def map_frame(prepared: PreparedProject, keep: Sequence[Sequence[int]]) -> pd.DataFrame:
    """Return the points to draw, among them all the pool rows in ``keep``."""
    rows: list[int] = []
    if len(prepared.source) > map_frames.MAP_LIMIT:
        rows = sorted({row for group in keep for row in group})
    return _map_frame(prepared.shown, tuple(rows), prepared)


def map_nearness(prepared: PreparedProject) -> MapNearness | None:
    """Return whether near on the map is near in meaning."""
    return _map_nearness(prepared.key, prepared)


def folded_texts(prepared: PreparedProject) -> tuple[list[str], list[str]]:
    """Return the texts of pool and target sample with their glosses, normalised for the search."""
    return _folded_texts(prepared.shown, prepared)


def by_meaning(project: Project, prepared: PreparedProject, words: str) -> PointRows:
    """Return the texts nearest in meaning to ``words``; InputError where that cannot be searched."""
    return _by_meaning((prepared.key, words), project)


def labels(project: Project, prepared: PreparedProject, given: Mapping[str, Label]) -> dict[int, str]:
    """Return the label of each labelled pool row: as annotated, otherwise as in the pool's file."""
    if "pool" not in project.uploads:
        return {}
    annotated = hashlib.sha256(repr(sorted((row, label.label) for row, label in given.items())).encode())
    key = (prepared.key, project.uploads["pool"].content_hash, annotated.hexdigest())
    return _labels(key, project, prepared, given)


@st.cache_resource(max_entries=64, show_spinner=False)
def mix_figure(mix: pd.DataFrame, colors: dict[str, str], measure: mix_charts.Measure) -> "go.Figure":
    """Return the chart of a language mix; the table is small enough to be the key."""
    return mix_charts.mix_figure(mix, colors, measure)


@remembered("Opening the prepared project")
def _prepared_project(key: str, _project: Project) -> PreparedProject:
    return open_prepared(_project)


@remembered()
def _colors(key: str, _prepared: PreparedProject) -> dict[str, str]:
    return pool_colors(_prepared.source, _prepared.target)


@remembered("Choosing texts")
def _selection(
    key: tuple[str, str, str], _strategy: str, _plan: SelectionPlan, _prepared: PreparedProject
) -> Selection:
    return large_selections.choose(_prepared, _strategy, _plan)


@st.cache_data(max_entries=64, show_spinner="Finding the reasons")
def _explained(
    key: tuple[str, str, str], _chosen: Selection, _plan: SelectionPlan, _prepared: PreparedProject
) -> pd.DataFrame:
    return explained_table(_chosen, _prepared.target, _plan.seed, strategy_title(_plan.like))


@st.cache_data(max_entries=64, show_spinner=False)
def _saved_selection(artifact: str, _saved: SelectionRecord) -> pd.DataFrame:
    return open_saved(_saved)


@remembered("Drawing the map")
def _map_frame(key: str, keep: tuple[int, ...], _prepared: PreparedProject) -> pd.DataFrame:
    rows = map_frames.map_rows(len(_prepared.source), keep)
    return map_frames.map_frame(_prepared.source, _prepared.target, _prepared.points, rows)


@remembered()
def _map_nearness(key: str, _prepared: PreparedProject) -> MapNearness | None:
    pool = _prepared.source
    if pool.embeddings is None:
        return None
    return map_nearness_of(_prepared.points[: len(pool)], pool.embeddings, languages_of(pool))


@remembered("Reading the texts")
def _folded_texts(key: str, _prepared: PreparedProject) -> tuple[list[str], list[str]]:
    pool, target = (
        [text_search.fold(text) for text in searched_texts(part)]
        for part in (_prepared.source, _prepared.target)
    )
    return pool, target


@remembered(
    "Searching by meaning. The first search of a project reads all its texts, which can take a minute or two."
)
def _by_meaning(key: tuple[str, str], _project: Project) -> PointRows:
    return search_by_meaning(_project, key[1])


@remembered("Reading the labels")
def _labels(
    key: tuple[str, str, str], _project: Project, _prepared: PreparedProject, _given: Mapping[str, Label]
) -> dict[int, str]:
    by_id = label_summaries(cache.dataset(_project, "pool"), _given)
    return {row: by_id[str(name)] for row, name in enumerate(_prepared.source.ids) if str(name) in by_id}

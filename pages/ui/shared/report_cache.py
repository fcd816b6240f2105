"""The findings of a report, kept between reruns until what they rest on changes."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import streamlit as st

from demux_core.report.request import ReportRequest
from demux_core.strategies import STRATEGIES
from demux_core.workflows.experiment_jobs import experiment_statuses
from demux_core.workflows.large_selections import choose
from demux_core.workflows.limits import struck_rows
from demux_core.workflows.selection import SelectionPlan, labelled_rows, mix_sources
from demux_core.workspace import known_languages, remarks
from demux_core.workspace import prepared as prepared_projects
from demux_core.workspace.prepared import PreparedProject
from demux_core.workspace.project import Project
from pages.ui.shared.remembered import remembered

if TYPE_CHECKING:
    from demux_core.report.findings import Findings

# Settings that annotators change with every text, and no report reads.
_UNREAD = {remarks.SETTING, known_languages.SETTING}


def default_experiment(project: Project) -> str:
    """Return the name of the experiment that a report reads first, "" where there is none."""
    return _default_experiment((project.slug, *_finished(project)), project)


def findings(project: Project, prepared: PreparedProject, query: ReportRequest) -> "Findings":
    """Return what a report says; InputError where fewer points are left than the budget."""
    read = {name: value for name, value in project.settings.items() if name not in _UNREAD}
    state = (prepared.key, str(replace(project, settings=read)), prepared_projects.is_stale(project))
    left_out = labelled_rows(project, prepared), struck_rows(project, prepared)
    # A report shows its date, so it is made anew every day.
    key = (datetime.now(UTC).date(), *state, left_out, *_finished(project))
    return _findings(key, repr(query), query, project, prepared)


def _finished(project: Project) -> list[tuple[int, str, str, int, str]]:
    """The experiments, how many cells of each are finished, and the state of its job."""
    return [
        (
            each.record.id,
            each.record.name,
            each.record.created,
            each.cells,
            each.job.state if each.job else "",
        )
        for each in experiment_statuses(project)
        if each.record
    ]


@st.cache_data(max_entries=8, show_spinner=False)
def _default_experiment(key: tuple[object, ...], _project: Project) -> str:
    from demux_core.report.evidence import default_experiment

    return default_experiment(_project)


@remembered("Gathering the findings")
def _findings(
    key: tuple[object, ...], query: str, _query: ReportRequest, _project: Project, _prepared: PreparedProject
) -> "Findings":
    from demux_core.report.findings import available_strategies, gather_findings

    available = available_strategies(_prepared)
    request = replace(
        _query,
        strategies=tuple(name for name in _query.strategies if name in available),
        like=_copied(_query.like, _prepared),
    )
    return gather_findings(_project, request, _prepared, choose)


def _copied(like: str, prepared: PreparedProject) -> str:
    """``like``, unless it is a strategy that needs numbers per language, which a report does not have."""
    choices = [name for name in mix_sources(prepared) if not STRATEGIES[name].needs_user_input]
    return next(name for name in (like, SelectionPlan.like, *choices) if name in choices)

"""A project's files, kept between reruns. Keys are small and name the content; large arguments are ``_x``."""

import json

import pandas as pd
import streamlit as st

from demux_core.data import text_lengths
from demux_core.data.column_preview import ColumnPreview
from demux_core.data.dataset import Dataset
from demux_core.experiments.plan import ExperimentConfig
from demux_core.workflows import job_phases
from demux_core.workflows.job_phases import JobEstimate
from demux_core.workspace import project_files
from demux_core.workspace.glosses import glossed_dataset
from demux_core.workspace.project import Project, Role, StoredFile, Upload
from pages.ui.shared.remembered import remembered


def dataset(project: Project, role: Role) -> Dataset:
    """Return the stored files of ``role`` as one dataset, with the glosses of its files and of a model."""
    upload = project.uploads[role]
    return _dataset((upload.name, upload.task, upload.glosses, *_content(upload)), role, project)


def column_preview(project: Project, role: Role, file: StoredFile) -> ColumnPreview:
    """Return how the columns of a stored file are read."""
    return _column_preview((*_as_read(file), project.uploads[role].task), project, role, file.name)


def lengths(project: Project, role: Role) -> pd.DataFrame:
    """Return the lengths of the texts of ``role``."""
    return _lengths(project.uploads[role].content_hash, role, project)


def overlaps(project: Project) -> pd.DataFrame:
    """Return how many rows each role shares with each of the others."""
    return _overlaps(_contents(project), project)


def left_out(project: Project) -> dict[str, dict[str, int]]:
    """Return how many rows preparing and experiments leave out, and why (``leakage.left_out``)."""
    return _left_out(_contents(project), project)


def preparation_estimate(project: Project) -> JobEstimate:
    """Return what preparing the project takes on this computer, if nothing was computed before."""
    return _preparation_estimate(_contents(project), project)


def experiment_estimate(project: Project, config: ExperimentConfig) -> JobEstimate:
    """Return what an experiment of the project takes on this computer, if nothing was computed before."""
    return job_phases.estimate(job_phases.experiment_phases(_datasets(project), config))


def _contents(project: Project) -> tuple[tuple[object, ...], ...]:
    return tuple((role, *_content(upload)) for role, upload in project.uploads.items())


def _content(upload: Upload) -> tuple[object, ...]:
    """Name the rows of a role; which of them are parallel is not in the hash but follows from the columns."""
    return (upload.content_hash, *map(_as_read, upload.files))


def _as_read(file: StoredFile) -> tuple[str, str]:
    return file.artifact, json.dumps([dict(file.columns), dict(file.reading)], sort_keys=True)


@remembered("Reading the file")
def _dataset(key: tuple[object, ...], role: Role, _project: Project) -> Dataset:
    return glossed_dataset(project_files.load_file(_project, role), _project.uploads[role].glosses)


@remembered()
def _column_preview(key: tuple[str, str, str], _project: Project, _role: Role, _name: str) -> ColumnPreview:
    return project_files.preview_file(_project, _role, _name)


@remembered()
def _lengths(key: str, role: Role, _project: Project) -> pd.DataFrame:
    return text_lengths.lengths(dataset(_project, role))


@remembered("Comparing the files")
def _overlaps(key: tuple[tuple[object, ...], ...], _project: Project) -> pd.DataFrame:
    from demux_core.data.overlaps import overlaps

    return overlaps({role: dataset(_project, role) for role in _project.uploads})


@remembered("Comparing the files")
def _left_out(key: tuple[tuple[object, ...], ...], _project: Project) -> dict[str, dict[str, int]]:
    from demux_core.data.leakage import left_out

    return left_out(_datasets(_project))


# Rates are corrected by every job, so the estimate is not kept for long.
@st.cache_data(max_entries=6, show_spinner=False, ttl=60)
def _preparation_estimate(key: tuple[tuple[object, ...], ...], _project: Project) -> JobEstimate:
    return job_phases.estimate(job_phases.preparation_phases(_datasets(_project)))


def _datasets(project: Project) -> dict[str, Dataset]:
    return {"source" if role == "pool" else role: dataset(project, role) for role in project.uploads}

"""The experiments of a project in the workspace."""

from typing import TYPE_CHECKING

from demux_core.base.errors import InputError
from demux_core.experiments.cells import CellRecord, sorted_records
from demux_core.experiments.results_table import table_from_records
from demux_core.workspace import open_store, records
from demux_core.workspace.project import Project
from demux_core.workspace.records import ExperimentRecord

if TYPE_CHECKING:
    import pandas as pd


def list_experiments(project: Project) -> list[ExperimentRecord]:
    """The project's experiments, the newest first, without those that are only queued."""
    return records.list_experiments(open_store(), project.id)


def experiment_records(experiment: ExperimentRecord) -> list[CellRecord]:
    """The finished cells of an experiment, in order."""
    stored = records.finished_cells(open_store(), experiment.id).values()
    return sorted_records(map(CellRecord.from_json, stored))


def main_metric_of(experiment: ExperimentRecord) -> str:
    """The main score of an experiment; empty where no cell is finished, or none says it."""
    cell = records.first_cell(open_store(), experiment.id)
    return "" if cell is None else CellRecord.from_json(cell).metric or ""


def experiment_table(experiment: ExperimentRecord) -> "pd.DataFrame":
    """The finished cells as a table of results (``experiments.results_table.COLUMNS``)."""
    return table_from_records(experiment.settings, experiment_records(experiment))


def check_experiment_name(name: str) -> str:
    """Return the name of an experiment with single spaces; InputError if it is empty or too long."""
    name = " ".join(name.split())
    if not 1 <= len(name) <= 80:
        raise InputError(
            f"an experiment's name must have 1 to 80 characters, got {len(name)}; choose another"
        )
    return name

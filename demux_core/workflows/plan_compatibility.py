"""Whether a plan can continue an experiment that the project already has."""

from typing import TYPE_CHECKING

from demux_core.base.errors import InputError
from demux_core.data.leakage import without_leaks
from demux_core.experiments.manifests import describe_dataset, manifest_differences
from demux_core.modelling.metrics import scoring_version
from demux_core.workflows.project_experiments import load_datasets
from demux_core.workspace.experiments import check_experiment_name, experiment_records, list_experiments
from demux_core.workspace.project import Project

if TYPE_CHECKING:
    from demux_core.experiments.plan import ExperimentConfig


def check_plan(project: Project, name: str, config: "ExperimentConfig") -> None:
    """Raise InputError where the project has an experiment ``name`` that this plan cannot continue."""
    name = check_experiment_name(name)
    same_name = (experiment for experiment in list_experiments(project) if experiment.name == name)
    known = next(same_name, None)
    if known is None:
        return
    model = known.settings.get("model", {})
    planned = {
        **known.settings,
        **scoring_version(str(known.settings["task"])),
        **config.manifest_settings(),
        "inputs": {
            part: describe_dataset(dataset) for part, dataset in without_leaks(load_datasets(project)).items()
        },
        "model": model if model.get("name") == project.model else {"name": project.model},
    }
    budgets = {record.cell.budget for record in experiment_records(known)}
    other_rounds = config.cells.rounds > 1 and budgets - {0, *config.cells.cumulative()}
    if other_rounds or manifest_differences(known.settings, planned):
        raise InputError(
            f"this project already has an experiment {name!r} with other files or settings; "
            f"give this one another name"
        )

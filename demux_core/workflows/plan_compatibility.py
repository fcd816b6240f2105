"""Whether an experiment that is there can be gone on with by another plan."""

from typing import TYPE_CHECKING

from demux_core.base.errors import InputError
from demux_core.data.leakage import without_leaks
from demux_core.experiments.cells import manifest_differences
from demux_core.modelling.metrics import scoring_version
from demux_core.workflows.preparation import dataset_summary
from demux_core.workflows.project_experiments import load_datasets
from demux_core.workspace.experiments import check_experiment_name, experiment_records, list_experiments
from demux_core.workspace.project import Project

if TYPE_CHECKING:
    from demux_core.experiments.plan import ExperimentConfig


def check_plan(project: Project, name: str, config: "ExperimentConfig") -> None:
    """InputError where the project has an experiment ``name`` that cannot be gone on with by this plan."""
    name = check_experiment_name(name)
    known = next((one for one in list_experiments(project) if one.name == name), None)
    if known is None:
        return
    model = known.settings.get("model", {})
    planned = {
        **known.settings,
        **scoring_version(str(known.settings["task"])),
        **config.manifest_settings(),
        "inputs": {
            part: dataset_summary(dataset) for part, dataset in without_leaks(load_datasets(project)).items()
        },
        "model": model if model.get("name") == project.model else {"name": project.model},
    }
    budgets = {record["budget"] for record in experiment_records(known)}
    if manifest_differences(known.settings, planned) or (
        config.rounds > 1 and budgets - {0, *config.cumulative()}
    ):
        raise InputError(
            f"there is an experiment {name!r} in this project, with other files or settings; "
            f"give this one another name"
        )

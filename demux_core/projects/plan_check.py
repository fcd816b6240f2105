"""Whether an experiment that is there can be gone on with by another plan."""

from typing import TYPE_CHECKING

from demux_core.datasets.unseen import unseen
from demux_core.errors import InputError
from demux_core.metrics import scoring
from demux_core.projects import Project
from demux_core.projects.experiment_runs import load_parts
from demux_core.projects.experiments import check_name, experiment_records, list_experiments
from demux_core.projects.prepare import about
from demux_core.results.cells import differences

if TYPE_CHECKING:
    from demux_core.experiment.plan import ExperimentConfig


def check_plan(project: Project, name: str, config: "ExperimentConfig") -> None:
    """InputError where the project has an experiment ``name`` that cannot be gone on with by this plan."""
    name = check_name(name)
    known = next((one for one in list_experiments(project) if one.name == name), None)
    if known is None:
        return
    model = known.settings.get("model", {})
    planned = {
        **known.settings,
        **scoring(str(known.settings["task"])),
        **config.described(),
        "inputs": {part: about(dataset) for part, dataset in unseen(load_parts(project)).items()},
        "model": model if model.get("name") == project.model else {"name": project.model},
    }
    budgets = {record["budget"] for record in experiment_records(known)}
    if differences(known.settings, planned) or (config.rounds > 1 and budgets - {0, *config.cumulative()}):
        raise InputError(
            f"there is an experiment {name!r} in this project, with other files or settings; "
            f"give this one another name"
        )

"""Compute the demo projects as their pages would: prepare them, then run the experiments.

Everything runs in the open workspace, through the product's own functions, and resumes where it was
interrupted.
"""

from dataclasses import replace

from demux_core.base.progress import Progress, silent
from demux_core.demo.catalog import Demo, DemoExperiment, add_files
from demux_core.experiments.plan import ExperimentConfig
from demux_core.workflows.preparation_jobs import preparation_state, prepare_project
from demux_core.workflows.project_experiments import run_experiment
from demux_core.workspace.project import Project, create_project, list_projects


def compute_run(demo: Demo, progress: Progress = silent) -> None:
    """Prepare the demo's project, unless it is prepared with the same files."""
    project = with_files(demo)
    if preparation_state(project) != "ready" or not (project.prepared_folder / "gold").exists():
        prepare_project(project.slug, progress)


def compute_experiment(demo: Demo, experiment: DemoExperiment, progress: Progress = silent) -> None:
    """Run the cells that are missing: all seeds of one budget before the next budget."""
    project = with_files(demo)
    for grid in experiment.grids:
        for budget in grid.budgets:
            config = ExperimentConfig(replace(grid, budgets=(budget,)), experiment.training)
            run_experiment(project.slug, experiment.name, config, progress)


def with_files(demo: Demo) -> Project:
    """The demo's project with the present files of the corpus; it is created if there is none."""
    project = next((p for p in list_projects() if p.name == demo.title), None)
    return add_files(project or create_project(demo.title), demo)

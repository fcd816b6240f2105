"""Experiments of a project: queued as jobs, their cells kept in the store."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from demux_core.base.errors import InputError
from demux_core.jobs import Job, jobs_of_project, latest_job
from demux_core.jobs.job_queue import submit
from demux_core.workspace import open_store, records
from demux_core.workspace.experiments import check_experiment_name, list_experiments
from demux_core.workspace.project import Project, Role
from demux_core.workspace.records import ExperimentRecord

_NEEDED: tuple[Role, ...] = ("pool", "target", "train", "test")


@dataclass(frozen=True)
class ExperimentStatus:
    """How an experiment stands.

    Args:
        name: of the experiment.
        record: what is kept of it; None while it waits for its first start.
        job: that runs it or did so last; None where it was brought in or run at the command line.
        cells: how many are finished.
    """

    name: str
    record: ExperimentRecord | None
    job: Job | None
    cells: int

    @property
    def active(self) -> bool:
        """Whether it runs or waits for its turn."""
        return self.job is not None and self.job.active


def experiment_statuses(project: Project) -> list[ExperimentStatus]:
    """The project's experiments, those that only wait included: the newest first."""
    store, prefix = open_store(), _key(project, "")
    by_name = {job.request.key.removeprefix(prefix): job for job in jobs_of_project(project.id, prefix)}
    counts = records.count_cells(store, project.id)
    kept = [
        ExperimentStatus(r.name, r, by_name.pop(r.name, None), counts[r.id])
        for r in list_experiments(project)
    ]
    # One that was cancelled before it began, or is done and was deleted since, is no experiment.
    waiting = [
        ExperimentStatus(name, None, job, 0)
        for name, job in reversed(by_name.items())
        if job.state not in ("cancelled", "done")
    ]
    return waiting + kept


def missing_roles(project: Project) -> list[Role]:
    """The roles whose files an experiment still needs."""
    return [role for role in _NEEDED if role not in project.uploads]


def start_experiment(project: Project, name: str, options: Mapping[str, Any]) -> Job:
    """Run an experiment in the background, or go on with it.

    Args:
        project: has a pool with labels, a target sample, labelled English data and a test.
        name: of the experiment; one that is there goes on with its missing cells.
        options: of the command ``workspace experiment``: ``{"strategies": "random", "replay": True}``.

    Raises:
        InputError: the name is empty or too long, a file is missing, or the experiment is running already.
    """
    name = check_experiment_name(name)
    check_required_files(project)
    words: list[str] = []
    for option, value in options.items():
        if value is not None and value is not False:
            words += [f"--{option}"] if value is True else [f"--{option}", str(value)]
    arguments = ["workspace", "experiment", project.slug, f"--name={name}", *words]
    return submit(arguments, _key(project, name), f"Experiment {name}", project.id)


def experiment_job(project: Project, name: str) -> Job | None:
    """The job that runs the experiment, or did so last, or None."""
    return latest_job(_key(project, name))


def check_required_files(project: Project) -> None:
    """InputError where a file is missing that every experiment needs."""
    if missing := missing_roles(project):
        raise InputError(
            f"an experiment needs a labelled pool, a target sample, labelled English data and a labelled "
            f"test; missing: {', '.join(missing)}; add them on the Data page"
        )


def _key(project: Project, name: str) -> str:
    return f"{project.slug}/experiment/{name}"

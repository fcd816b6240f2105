"""Experiments of a project as jobs: starting one, and listing all with their state."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from demux_core.base.errors import InputError
from demux_core.experiments.manifests import learner
from demux_core.experiments.plan import FINE_TUNE, PROBE
from demux_core.explain.learner_sentences import titled
from demux_core.jobs import Job, jobs_of_project, latest_job
from demux_core.jobs.job_queue import submit
from demux_core.workspace import open_store, records
from demux_core.workspace.experiments import check_experiment_name, list_experiments
from demux_core.workspace.project import Project, Role
from demux_core.workspace.records import ExperimentRecord

LIVE_PROBE = "Live probe"  # the experiment that the Curves page starts by itself
LIVE_COMMAND = "live-probe"
LIMITED_PROBE = "Live probe within limits"
LIMITED_COMMAND = "limited-probe"
_NEEDED: tuple[Role, ...] = ("pool", "target", "train", "test")


@dataclass(frozen=True)
class ExperimentStatus:
    """An experiment, its job and its progress.

    Args:
        name: of the experiment.
        record: the experiment in the workspace; None until it first starts.
        job: its newest job; None where it was imported or run on the command line.
        cells: number of finished cells.
    """

    name: str
    record: ExperimentRecord | None
    job: Job | None
    cells: int

    @property
    def active(self) -> bool:
        """Whether it is running or queued."""
        return self.job is not None and self.job.active

    @property
    def learner(self) -> str:
        """How its models are trained; until it first starts, as its job says."""
        if self.record is not None:
            return learner(self.record.settings)
        return FINE_TUNE if self.job is None else _planned_learner(self.job.request.arguments)

    @property
    def title(self) -> str:
        """Its name with its learner, for a list."""
        return titled(self.name, self.learner)


def experiment_statuses(project: Project) -> list[ExperimentStatus]:
    """Return the project's experiments, also those that are only queued, newest first."""
    store, prefix = open_store(), _key(project, "")
    job_of = {job.request.key.removeprefix(prefix): job for job in jobs_of_project(project.id, prefix)}
    counts = records.count_cells(store, project.id)
    started = [
        ExperimentStatus(record.name, record, job_of.pop(record.name, None), counts[record.id])
        for record in list_experiments(project)
    ]
    # The job of an experiment that was cancelled before it started, or was deleted since, does not count.
    queued = [
        ExperimentStatus(name, None, job, 0)
        for name, job in reversed(job_of.items())
        if job.state not in ("cancelled", "done")
    ]
    return queued + started


def missing_roles(project: Project) -> list[Role]:
    """Return the roles whose files an experiment still needs."""
    return [role for role in _NEEDED if role not in project.uploads]


def start_experiment(project: Project, name: str, options: Mapping[str, Any]) -> Job:
    """Run an experiment in the background, or continue one.

    Args:
        project: has a labelled pool, a target sample, labelled English data and a labelled test.
        name: of the experiment; an existing one continues with its missing cells.
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
    return submit_experiment(
        project, name, ["workspace", "experiment", project.slug, f"--name={name}", *words]
    )


def submit_experiment(project: Project, name: str, arguments: Sequence[str]) -> Job:
    """Queue the command that runs an experiment; InputError if it is running already."""
    title = f"Experiment {titled(name, _planned_learner(arguments))}"
    return submit(arguments, _key(project, name), title, project.id)


def experiment_job(project: Project, name: str) -> Job | None:
    """Return the newest job of the experiment, or None."""
    return latest_job(_key(project, name))


def check_required_files(project: Project) -> None:
    """Raise InputError where a file is missing that every experiment needs."""
    if missing := missing_roles(project):
        raise InputError(
            f"an experiment needs a labelled pool, a target sample, labelled English data and a labelled "
            f"test; missing: {', '.join(missing)}; add them on the Data page"
        )


def _planned_learner(arguments: Sequence[str]) -> str:
    """The learner that a job's command names; those queued by earlier versions fine-tune and name none."""
    if LIVE_COMMAND in arguments or LIMITED_COMMAND in arguments:
        return PROBE
    return dict(pairwise(arguments)).get("--learner", FINE_TUNE)


def _key(project: Project, name: str) -> str:
    return f"{project.slug}/experiment/{name}"

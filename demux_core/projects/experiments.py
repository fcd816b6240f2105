"""Experiments of a project: queued as jobs, their cells kept in the store."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from demux_core.errors import InputError
from demux_core.jobs import Job, latest, read
from demux_core.jobs.job_queue import submit
from demux_core.projects import Project, Role
from demux_core.results.cells import Record, in_order, table_of
from demux_core.store import open_store, records
from demux_core.store.records import ExperimentRecord
from demux_core.store.schema import jobs

if TYPE_CHECKING:
    import pandas as pd

_NEEDED: tuple[Role, ...] = ("pool", "target", "train", "test")


@dataclass(frozen=True)
class Standing:
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


def standings(project: Project) -> list[Standing]:
    """The project's experiments, those that only wait included: the newest first."""
    store, prefix = open_store(), _key(project, "")
    mine = (jobs.c.project_id == project.id) & jobs.c.key.startswith(prefix, autoescape=True)
    by_name = {job.key.removeprefix(prefix): job for job in sorted(read(store, mine), key=lambda j: j.id)}
    counts = records.count_cells(store, project.id)
    kept = [Standing(r.name, r, by_name.pop(r.name, None), counts[r.id]) for r in list_experiments(project)]
    # One that was cancelled before it began, or is done and was deleted since, is no experiment.
    waiting = [
        Standing(name, None, job, 0)
        for name, job in reversed(by_name.items())
        if job.state not in ("cancelled", "done")
    ]
    return waiting + kept


def list_experiments(project: Project) -> list[ExperimentRecord]:
    """The project's experiments, the newest first; one that has just been queued is not there yet."""
    return records.list_experiments(open_store(), project.id)


def experiment_records(experiment: ExperimentRecord) -> list[Record]:
    """The finished cells of an experiment, in order."""
    return in_order(records.finished_cells(open_store(), experiment.id).values())


def experiment_table(experiment: ExperimentRecord) -> "pd.DataFrame":
    """The finished cells as a table of results (``results.cells.COLUMNS``)."""
    return table_of(experiment.settings, experiment_records(experiment))


def what_is_missing(project: Project) -> list[Role]:
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
    name = check_name(name)
    check_files(project)
    words: list[str] = []
    for option, value in options.items():
        if value is not None and value is not False:
            words += [f"--{option}"] if value is True else [f"--{option}", str(value)]
    arguments = ["workspace", "experiment", project.slug, f"--name={name}", *words]
    return submit(arguments, _key(project, name), f"Experiment {name}", project.id)


def experiment_job(project: Project, name: str) -> Job | None:
    """The job that runs the experiment, or did so last, or None."""
    return latest(_key(project, name))


def check_name(name: str) -> str:
    """The name of an experiment as it is kept; InputError where it is empty or too long."""
    name = " ".join(name.split())
    if not 1 <= len(name) <= 80:
        raise InputError(f"an experiment's name has 1 to 80 characters, got {len(name)}; give another")
    return name


def check_files(project: Project) -> None:
    """InputError where a file is missing that every experiment needs."""
    if missing := what_is_missing(project):
        raise InputError(
            f"an experiment needs a labelled pool, a target sample, labelled English data and a labelled "
            f"test; missing: {', '.join(missing)}; add them on the Data page"
        )


def _key(project: Project, name: str) -> str:
    return f"{project.slug}/experiment/{name}"

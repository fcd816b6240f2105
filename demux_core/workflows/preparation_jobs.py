"""The preparation of a project: the job that prepares it, and whether it is up to date."""

from contextlib import AbstractContextManager, suppress
from typing import Any, Literal

from demux_core.base.errors import InputError
from demux_core.base.files import exclusive_lock
from demux_core.base.progress import Progress, silent
from demux_core.jobs import Job, latest_job
from demux_core.jobs.job_queue import submit
from demux_core.workflows.expectations import cancel_expectation, run_expectation
from demux_core.workflows.job_phases import ADVICE, Expect, expect_nothing, preparation_phases
from demux_core.workflows.project_experiments import load_datasets
from demux_core.workspace.prepared import is_prepared, is_stale, record_prepared
from demux_core.workspace.project import Project, open_project

PreparationState = Literal["absent", "running", "stale", "ready"]


def start_prepare(project: Project) -> Job:
    """Prepare the project in the background, with the files and settings that it has when the job starts.

    Raises:
        InputError: the pool or the target sample is missing, or the project is being prepared already.
    """
    if missing := [role for role in ("pool", "target") if role not in project.uploads]:
        raise InputError(
            f"preparing needs a pool and a target sample; missing: {', '.join(missing)}; add them on the "
            f"Data page"
        )
    arguments = ["workspace", "prepare", project.slug]
    job = submit(arguments, _key(project), f"Preparing {project.name}", project.id)
    cancel_expectation(project)  # of the files as they were; it would only keep this job waiting
    return job


def prepare_job(project: Project) -> Job | None:
    """Return the newest job that prepares the project, or None."""
    return latest_job(_key(project))


def prepare_project(
    slug: str, progress: Progress = silent, expect: Expect = expect_nothing
) -> dict[str, Any]:
    """Prepare a project of the workspace; the job of ``start_prepare`` calls this.

    Args:
        slug: of the project.
        progress: told about every step.
        expect: told the phases first.

    Returns:
        The content of ``prepare.json`` (``preparation.prepare``).

    Raises:
        InputError: there is no such project, a file is missing, or its files cannot be used.
    """
    from demux_core.modelling.models import find_model
    from demux_core.workflows.preparation import prepare

    project = open_project(slug)
    if project is None or not {"pool", "target"} <= set(project.uploads):
        raise InputError(
            f"preparing needs a project with a pool and a target sample, got {slug!r}; use the name in its "
            f"address and add its files"
        )
    with preparation_lock(project):
        data = load_datasets(project)
        expect(preparation_phases(data))
        manifest = prepare(data, find_model(project.model), project.prepared_folder, progress)
        record_prepared(project, project.prepared_folder)
        progress(ADVICE, 0, 1)
        with suppress(InputError):  # a sample of one text, for instance, lets nothing be said
            run_expectation(slug)
        progress(ADVICE, 1, 1)
        return manifest


def preparation_lock(project: Project) -> AbstractContextManager[None]:
    """Keep other processes from preparing the project at the same time; they get an InputError."""
    return exclusive_lock(
        project.folder / "prepare.lock", "the project is being prepared already; wait for it"
    )


def preparation_state(project: Project) -> PreparationState:
    """Return whether the project is prepared with the files and settings that it has now."""
    job = prepare_job(project)
    if job is not None and job.active:
        return "running"
    if not is_prepared(project):
        return "absent"
    return "stale" if is_stale(project) else "ready"


def _key(project: Project) -> str:
    return f"{project.slug}/run"

"""Files below ``DEMUX_DATA_ROOTS`` as a project's files: the job that adds one."""

import tempfile
from pathlib import Path

from demux_core.base.progress import Progress, silent
from demux_core.data.server_files import local_copies, name_of, one_file
from demux_core.data.server_roots import below_root
from demux_core.jobs import Job, latest_job
from demux_core.jobs.job_queue import submit
from demux_core.workspace.project import Project, Role
from demux_core.workspace.project_files import put_file


def start_adding(project: Project, role: Role, place: str) -> Job:
    """Add what a path or URL names to the files of a role, in the background.

    Raises:
        InputError: the place is outside the roots, or a file is being added to the role already.
    """
    below_root(place)
    arguments = ["workspace", "add", project.slug, "--role", role, f"--path={place}"]
    return submit(arguments, _key(project, role), f"Adding {name_of(place)} to {project.name}", project.id)


def adding_job(project: Project, role: Role) -> Job | None:
    """Return the newest job that adds a file to the role, or None."""
    return latest_job(_key(project, role))


def add_place(project: Project, role: Role, place: str, progress: Progress = silent) -> int:
    """Add a file, or a folder of Parquet files as one file; return the number of rows that the role has.

    Raises:
        InputError: as for ``local_copies`` and ``put_file``.
    """
    progress("reading", 0, 2)
    with tempfile.TemporaryDirectory(prefix="demux-") as folder:
        file = one_file(local_copies(place, Path(folder)), Path(folder))
        progress("reading", 1, 2)
        _, dataset = put_file(project, role, name_of(place), file)
    progress("reading", 2, 2)
    return len(dataset)


def _key(project: Project, role: Role) -> str:
    return f"{project.slug}/add-{role}"

"""Deleting a project: its jobs end first, and their logs, which may quote its texts, go with it."""

from demux_core.jobs.job_lookup import jobs_of_project
from demux_core.jobs.job_queue import cancel
from demux_core.workspace.project import Project
from demux_core.workspace.project_deletion import delete_stored


def delete_project(project: Project) -> None:
    """Delete a project with its texts, labels, selections, models, experiments and jobs, for good."""
    own = jobs_of_project(project.id, "")
    for job in own:
        cancel(job)
    delete_stored(project)
    for job in own:
        job.log.path.unlink(missing_ok=True)

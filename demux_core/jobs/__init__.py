"""Background jobs: a queue in the workspace's database, and the processes that run its jobs.

A job is a row of the table ``jobs`` and, once started, a process ``python -m demux_core ...``. The process
has a session of its own, so that it outlives the server of the pages; at its end it starts the next job.
"""

from demux_core.jobs.job import Job, JobProgress
from demux_core.jobs.job_lookup import find_job, jobs_of_project, latest_job, recent_jobs

__all__ = ["Job", "JobProgress", "find_job", "jobs_of_project", "latest_job", "recent_jobs"]

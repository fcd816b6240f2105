"""Reading jobs from the workspace's database; a running job whose process has died is read as lost."""

import time
from dataclasses import replace

import sqlalchemy as sa

from demux_core.base.errors import InputError
from demux_core.jobs import processes
from demux_core.jobs.job import Job, JobLog, JobProgress, JobRequest, JobTimes, WorkerProcess
from demux_core.workspace import Store, open_store
from demux_core.workspace.schema import jobs

# Workers report every 2 s. Where a process cannot be checked, this much silence means that it has died.
_SILENCE_SECONDS = 12.0


def find_job(number: int) -> Job:
    """Return the job with this number; InputError if there is none."""
    if matches := read_jobs(open_store(), jobs.c.id == number):
        return matches[0]
    raise InputError(f"there is no job {number} in this workspace; reload the page")


def latest_job(key: str) -> Job | None:
    """Return the job that was last queued for ``key``, or None."""
    newest = sa.select(sa.func.max(jobs.c.id)).where(jobs.c.key == key).scalar_subquery()
    return next(iter(read_jobs(open_store(), jobs.c.id == newest)), None)


def recent_jobs(n: int) -> list[Job]:
    """Return the latest job of each of the last ``n`` keys, the newest first."""
    newest = sa.select(sa.func.max(jobs.c.id).label("id")).group_by(jobs.c.key)
    last = sa.select(newest.subquery().c.id).order_by(sa.desc("id")).limit(n)
    return sorted(read_jobs(open_store(), jobs.c.id.in_(last)), key=lambda job: -job.id)


def jobs_of_project(project: int, prefix: str) -> list[Job]:
    """Return the jobs of a project (by its number) whose keys start with ``prefix``, the oldest first."""
    condition = (jobs.c.project_id == project) & jobs.c.key.startswith(prefix, autoescape=True)
    return sorted(read_jobs(open_store(), condition), key=lambda job: job.id)


def read_jobs(store: Store, condition: sa.ColumnElement[bool]) -> list[Job]:
    """Return the jobs whose rows meet ``condition``."""
    first = _read(store, condition)
    dead = {(job.id, job.attempt) for job in first if job.state == "running" and not _is_alive(job)}
    if not dead:
        return first
    # A process records its result before it exits, so a second look tells finished jobs from lost ones.
    return [
        replace(job, state="lost") if job.state == "running" and (job.id, job.attempt) in dead else job
        for job in _read(store, condition)
    ]


def job_from_row(store: Store, row: sa.RowMapping) -> Job:
    """Return the job of a row of the table ``jobs``."""
    progress = process = None
    if row["step"] is not None:
        progress = JobProgress(row["step"], row["done"], row["total"], row["seconds_left"])
    if row["host"] is not None:
        process = WorkerProcess(row["host"], row["pid"], row["born"], row["heartbeat"] or 0.0)
    return Job(
        id=row["id"],
        request=JobRequest(row["key"], row["title"], tuple(row["arguments"])),
        state=row["state"],
        attempt=row["attempt"],
        progress=progress,
        process=process,
        log=JobLog(store.root / "logs" / f"job-{row['id']}.txt"),
        project=row["project_id"],
        times=JobTimes(row["created"], row["started"], row["ended"]),
    )


def _read(store: Store, condition: sa.ColumnElement[bool]) -> list[Job]:
    with store.read() as connection:
        rows = connection.execute(sa.select(jobs).where(condition)).mappings()
        return [job_from_row(store, row) for row in rows]


def _is_alive(job: Job) -> bool:
    process = job.process
    if process is None:
        return False
    reports = time.time() - process.heartbeat < _SILENCE_SECONDS
    if process.pid is None or process.host != processes.machine():
        return reports
    # The start time exposes a reused process ID, but except on Linux it is off after the clock was changed.
    return processes.exists(process.pid, None if reports else process.started)

"""The queue: it takes jobs in, starts them in order, and records their progress and how they end."""

import os
import time
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from demux_core.base.errors import InputError
from demux_core.jobs import processes
from demux_core.jobs.job import ACTIVE, RETRYABLE, Job, JobProgress, State, WorkerProcess
from demux_core.jobs.job_lookup import find_job, job_from_row, read_jobs
from demux_core.workspace import Store, StoreError, open_store
from demux_core.workspace.quota import check_quota
from demux_core.workspace.schema import jobs


def submit(arguments: Sequence[str], key: str, title: str, project: int | None = None) -> Job:
    """Queue ``python -m demux_core ARGUMENTS``, and start it if a slot is free.

    Args:
        arguments: of the command line.
        key: names what the job writes.
        title: for people, such as "Preparing Greetings".
        project: number of the project that the job belongs to.

    Raises:
        InputError: a job with the same key is queued or running, or the workspace's quota is used up.
    """
    check_quota()
    store = open_store()
    _record_lost(store)
    request = {"project_id": project, "key": key, "title": title, "arguments": list(arguments)}
    with store.write() as connection:
        _check_none_active(connection, key)
        queued = {"state": "queued", "attempt": 0, "created": time.time()}
        number = connection.execute(jobs.insert(), request | queued).inserted_primary_key
    assert number is not None
    start_queued()
    return find_job(number[0])


def reap_and_start() -> list[Job]:
    """Record which running jobs are lost, start queued ones, and return the running and the queued jobs.

    Pages call this, because a worker that was killed cannot start the next job itself.
    """
    store = open_store()
    found = read_jobs(store, jobs.c.state.in_(ACTIVE))
    for job in found:
        if job.state == "lost":
            record_end(job.id, job.attempt, "lost")
    # Pages ask every few seconds, and a start waits for the database's only writer.
    if any(job.state == "queued" for job in found):
        start_queued()
        found = read_jobs(store, jobs.c.state.in_(ACTIVE))
    active = [job for job in found if job.active]
    return sorted(active, key=lambda job: (job.state == "queued", job.id))


def start_queued() -> None:
    """Start queued jobs, the oldest first, as long as there is a free slot."""
    store = open_store()
    while (job := _claim_next(store)) is not None:
        try:
            pid, started = processes.start(job.request.arguments, job.log.path, _environment(store, job))
        except OSError as error:
            record_end(job.id, job.attempt, "failed")
            raise StoreError(f"the job cannot be started: {error.strerror}: {error.filename}") from error
        with store.write() as connection:
            connection.execute(_running(job.id, job.attempt).values(pid=pid, born=started))


def cancel(job: Job) -> None:
    """Take the job out of the queue, or end its process with its children; no effect if it has ended."""
    store = open_store()
    active = jobs.update().where(jobs.c.id == job.id, jobs.c.state.in_(ACTIVE))
    with store.write() as connection:
        was_active = connection.execute(active.values(state="cancelled", ended=time.time())).rowcount
    if was_active:
        _end_process(find_job(job.id).process)
        start_queued()


def retry(job: Job) -> Job:
    """Queue a job again that failed, was cancelled or is lost; it keeps what it had finished.

    Raises:
        InputError: it is done, a job with the same key is queued or running, or the workspace's quota is used
            up.
    """
    check_quota()
    store = open_store()
    _record_lost(store)
    ended = jobs.update().where(jobs.c.id == job.id, jobs.c.state.in_(RETRYABLE))
    with store.write() as connection:
        _check_none_active(connection, job.request.key)
        if not connection.execute(ended.values(state="queued", step=None)).rowcount:
            raise InputError(
                "only a job that failed, was cancelled or is lost can be retried; start a new one"
            )
    start_queued()
    return find_job(job.id)


def record_heartbeat(number: int, attempt: int, progress: JobProgress | None) -> bool:
    """Record that an attempt is alive, and its progress; False if it was cancelled or replaced."""
    report: dict[str, Any] = {"heartbeat": time.time()}
    if progress is not None:
        report |= {"step": progress.step, "done": progress.done, "total": progress.total}
        report |= {"seconds_left": progress.seconds_left}
    with open_store().write() as connection:
        return connection.execute(_running(number, attempt).values(report)).rowcount == 1


def record_end(number: int, attempt: int, state: State) -> None:
    """Record how an attempt ended; no effect if it was cancelled meanwhile."""
    with open_store().write() as connection:
        connection.execute(_running(number, attempt).values(state=state, ended=time.time()))


def job_slots() -> int:
    """How many jobs run at the same time: ``DEMUX_JOB_SLOTS``, else 1; InputError if it is no such number."""
    given = os.environ.get("DEMUX_JOB_SLOTS") or "1"
    if not given.isdecimal() or int(given) < 1:
        raise InputError(f"DEMUX_JOB_SLOTS must be a whole number of at least 1, got {given!r}; change it")
    return int(given)


def _claim_next(store: Store) -> Job | None:
    """Mark the oldest queued job as running if a slot is free; no two processes claim the same one."""
    with store.write() as connection:
        _lock(connection)
        running = sa.select(sa.func.count()).where(jobs.c.state == "running")
        busy_slots = connection.execute(running).scalar_one()
        number = connection.scalar(sa.select(sa.func.min(jobs.c.id)).where(jobs.c.state == "queued"))
        if number is None or busy_slots >= job_slots():
            return None
        times = {"started": time.time(), "heartbeat": time.time(), "ended": None}
        process = {"state": "running", "host": processes.machine(), "pid": None, "born": None}
        claimed = jobs.update().where(jobs.c.id == number)
        connection.execute(claimed.values(times | process | {"attempt": jobs.c.attempt + 1}))
        row = connection.execute(sa.select(jobs).where(jobs.c.id == number)).mappings().one()
    return job_from_row(store, row)


def _record_lost(store: Store) -> None:
    """Mark running jobs whose process has died without recording a result."""
    for job in read_jobs(store, jobs.c.state == "running"):
        if job.state == "lost":
            record_end(job.id, job.attempt, "lost")


def _check_none_active(connection: sa.Connection, key: str) -> None:
    _lock(connection)
    active = sa.select(jobs.c.id).where(jobs.c.key == key, jobs.c.state.in_(ACTIVE))
    if (number := connection.scalar(active)) is not None:
        raise InputError(
            f"only one job at a time can do this, and job {number} is queued or running; "
            "wait until it ends, or cancel it"
        )


def _lock(connection: sa.Connection) -> None:
    # In SQLite a writing transaction is exclusive anyway.
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("LOCK TABLE jobs IN EXCLUSIVE MODE"))


def _running(number: int, attempt: int) -> sa.Update:
    return jobs.update().where(jobs.c.id == number, jobs.c.attempt == attempt, jobs.c.state == "running")


def _end_process(process: WorkerProcess | None) -> None:
    # A worker on another computer learns from its next heartbeat that it was cancelled.
    if process is None or process.host != processes.machine():
        return
    if process.pid is not None and process.started is not None:
        processes.end(process.pid, process.started)


def _environment(store: Store, job: Job) -> dict[str, str]:
    environment = {"DEMUX_JOB": f"{job.id}:{job.attempt}", "DEMUX_WORKSPACE": str(store.root)}
    if job_slots() > 1 and "OMP_NUM_THREADS" not in os.environ:
        # Processes that each use every core slow one another down.
        environment["OMP_NUM_THREADS"] = str(max(1, (os.cpu_count() or 1) // job_slots()))
    return environment

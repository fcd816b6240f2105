"""The queue: what takes jobs in, starts them in their order, and says how they end."""

import os
import socket
import time
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from demux_core.base.errors import InputError
from demux_core.jobs import ACTIVE, Job, Progress, State, find, job_of, processes, read
from demux_core.workspace import Store, StoreError, open_store
from demux_core.workspace.schema import jobs

_ENDED = ("failed", "cancelled", "lost")


def submit(arguments: Sequence[str], key: str, title: str, project: int | None = None) -> Job:
    """Queue ``python -m demux_core ARGUMENTS``, and start it if a slot is free.

    Args:
        arguments: of the command line.
        key: names what it writes.
        title: for people, such as "Preparing Greetings".
        project: number of the project that it belongs to.

    Raises:
        InputError: a job of the same key is queued or running.
    """
    store = open_store()
    _settle(store)
    row = {"project_id": project, "key": key, "title": title, "arguments": list(arguments)}
    with store.write() as connection:
        _check_free(connection, key)
        fresh = {"state": "queued", "attempt": 0, "created": time.time()}
        number = connection.execute(jobs.insert(), row | fresh).inserted_primary_key
    assert number is not None
    start_queued()
    return find(number[0])


def reap_and_start() -> list[Job]:
    """Note which running jobs are lost, start what can start; the running and the queued jobs then.

    Pages call this: where a worker was killed, nobody else is there to start the next job.
    """
    store = open_store()
    _settle(store)
    start_queued()
    found = [job for job in read(store, jobs.c.state.in_(ACTIVE)) if job.active]
    return sorted(found, key=lambda job: (job.state == "queued", job.id))


def start_queued() -> None:
    """Start queued jobs, the oldest first, as long as there is a free slot."""
    store = open_store()
    while (job := _claim(store)) is not None:
        try:
            pid, born = processes.start(job.arguments, job.log, _environment(store, job))
        except OSError as error:
            finish(job.id, job.attempt, "failed")
            raise StoreError(f"the job cannot be started: {error.strerror}: {error.filename}") from error
        with store.write() as connection:
            connection.execute(_running(job.id, job.attempt).values(pid=pid, born=born))


def cancel(job: Job) -> None:
    """Take the job out of the queue, or end its process and its children; nothing happens if it has ended."""
    store = open_store()
    active = jobs.update().where(jobs.c.id == job.id, jobs.c.state.in_(ACTIVE))
    with store.write() as connection:
        was_active = connection.execute(active.values(state="cancelled", ended=time.time())).rowcount
    if was_active:
        now = find(job.id)
        # A worker on another computer learns from its next heartbeat that it is not wanted any more.
        if now.pid is not None and now.born is not None and now.host == socket.gethostname():
            processes.end(now.pid, now.born)
        start_queued()


def retry(job: Job) -> Job:
    """Queue a job again that failed, was cancelled or is lost; it goes on with what it had finished.

    Raises:
        InputError: it is done, or a job of its key is queued or running.
    """
    store = open_store()
    _settle(store)
    ended = jobs.update().where(jobs.c.id == job.id, jobs.c.state.in_(_ENDED))
    with store.write() as connection:
        _check_free(connection, job.key)
        if not connection.execute(ended.values(state="queued", step=None)).rowcount:
            raise InputError("only a job that failed, was cancelled or is lost can be tried again")
    start_queued()
    return find(job.id)


def beat(number: int, attempt: int, progress: Progress | None) -> bool:
    """Say that an attempt lives and how far it is; False if it is not wanted any more."""
    about: dict[str, Any] = {"heartbeat": time.time()}
    if progress is not None:
        about |= {"step": progress.text, "done": progress.done, "total": progress.total}
        about |= {"seconds_left": progress.seconds_left}
    with open_store().write() as connection:
        return connection.execute(_running(number, attempt).values(about)).rowcount == 1


def finish(number: int, attempt: int, state: State) -> None:
    """Say how an attempt has ended; nothing happens if it was cancelled meanwhile."""
    with open_store().write() as connection:
        connection.execute(_running(number, attempt).values(state=state, ended=time.time()))


def job_slots() -> int:
    """How many jobs run at the same time: ``DEMUX_JOB_SLOTS``, else 1; InputError if it is no such number."""
    given = os.environ.get("DEMUX_JOB_SLOTS") or "1"
    if not given.isdecimal() or int(given) < 1:
        raise InputError(f"DEMUX_JOB_SLOTS must be a whole number, 1 or more, got {given!r}")
    return int(given)


def _claim(store: Store) -> Job | None:
    """Take the oldest queued job if a slot is free; no two processes take the same one."""
    with store.write() as connection:
        _lock(connection)
        count = sa.select(sa.func.count()).where(jobs.c.state == "running")
        busy = connection.execute(count).scalar_one()
        number = connection.scalar(sa.select(sa.func.min(jobs.c.id)).where(jobs.c.state == "queued"))
        if number is None or busy >= job_slots():
            return None
        now = {"started": time.time(), "heartbeat": time.time(), "ended": None}
        about = {"state": "running", "host": socket.gethostname(), "pid": None, "born": None}
        claimed = jobs.update().where(jobs.c.id == number)
        connection.execute(claimed.values(now | about | {"attempt": jobs.c.attempt + 1}))
        row = connection.execute(sa.select(jobs).where(jobs.c.id == number)).mappings().one()
    return job_of(store, row)


def _settle(store: Store) -> None:
    """Mark as lost what runs no more and has not said how it ended."""
    for job in read(store, jobs.c.state == "running"):
        if job.state == "lost":
            with store.write() as connection:
                connection.execute(_running(job.id, job.attempt).values(state="lost", ended=time.time()))


def _check_free(connection: sa.Connection, key: str) -> None:
    _lock(connection)
    busy = sa.select(jobs.c.id).where(jobs.c.key == key, jobs.c.state.in_(ACTIVE))
    if connection.scalar(busy) is not None:
        raise InputError("one job at a time, and one is under way here; wait for it or cancel it")


def _lock(connection: sa.Connection) -> None:
    # In SQLite a transaction that writes is alone anyway.
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("LOCK TABLE jobs IN EXCLUSIVE MODE"))


def _running(number: int, attempt: int) -> sa.Update:
    return jobs.update().where(jobs.c.id == number, jobs.c.attempt == attempt, jobs.c.state == "running")


def _environment(store: Store, job: Job) -> dict[str, str]:
    more = {"DEMUX_JOB": f"{job.id}:{job.attempt}", "DEMUX_WORKSPACE": str(store.root)}
    if job_slots() > 1 and "OMP_NUM_THREADS" not in os.environ:
        # Processes that each take all cores for themselves starve one another.
        more["OMP_NUM_THREADS"] = str(max(1, (os.cpu_count() or 1) // job_slots()))
    return more

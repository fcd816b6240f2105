"""Background work: a job is a ``python -m demux_core ...`` process and a row in the store.

queued -> running -> done | failed | cancelled | lost; what is not done can be tried again. The process has
its own session, so that it outlives the page's server; when it ends it starts the next queued job
(``jobs.queue.py``, ``worker.py``).
"""

import socket
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import sqlalchemy as sa

from demux_core.base.errors import InputError
from demux_core.jobs import processes
from demux_core.workspace import Store, open_store
from demux_core.workspace.schema import jobs

State = Literal["queued", "running", "done", "failed", "cancelled", "lost"]
ACTIVE = ("queued", "running")
# A worker says every 2 s that it lives. Where its process cannot be asked, so long a silence means its end.
_SILENCE_SECONDS = 12.0
_LOG_BYTES = 65_536


@dataclass(frozen=True)
class Progress:
    """The step under way, and how many of how many units of it are finished; seconds left where known."""

    text: str
    done: int
    total: int
    seconds_left: float | None = None

    @property
    def share(self) -> float:
        """Finished part of the step, 0 to 1."""
        return min(1.0, self.done / self.total) if self.total > 0 else 0.0


@dataclass(frozen=True)
class Job:
    """A job as it stood when it was read.

    Args:
        key: names what it writes; of one key, one job at most is queued or running.
        title: for people.
        attempt: how often it was started.
        host: the computer it runs on; pid and born (start time) name the process there.
        heartbeat: when its process last said that it lives.
        log: the file with all that its process says.
    """

    id: int
    key: str
    title: str
    arguments: tuple[str, ...]
    state: State
    attempt: int
    progress: Progress | None
    host: str | None
    pid: int | None
    born: float | None
    heartbeat: float | None
    log: Path

    @property
    def active(self) -> bool:
        """Whether it is queued or running."""
        return self.state in ACTIVE

    def log_tail(self, n: int = 12) -> list[str]:
        """Return the last ``n`` lines that it wrote."""
        return [line for line in self._lines() if line.strip()][-n:]

    def error(self) -> str | None:
        """Return the line in which it said what was wrong, without its ``error: ``, or None."""
        said = [line for line in self._lines() if line.startswith("error: ")]
        return said[-1].removeprefix("error: ") if said else None

    def _lines(self) -> list[str]:
        if not self.log.exists():
            return []
        with self.log.open("rb") as log:
            log.seek(max(0, self.log.stat().st_size - _LOG_BYTES))
            return log.read().decode(errors="replace").splitlines()


def find(number: int) -> Job:
    """Return the job with this number; InputError if there is none."""
    if found := read(open_store(), jobs.c.id == number):
        return found[0]
    raise InputError(f"there is no job {number} in this workspace")


def latest(key: str) -> Job | None:
    """Return the job last queued for ``key``, or None."""
    newest = sa.select(sa.func.max(jobs.c.id)).where(jobs.c.key == key).scalar_subquery()
    return next(iter(read(open_store(), jobs.c.id == newest)), None)


def recent(n: int) -> list[Job]:
    """The last ``n`` things that were done: for each key its latest job, the newest first."""
    newest = sa.select(sa.func.max(jobs.c.id).label("id")).group_by(jobs.c.key)
    last = sa.select(newest.subquery().c.id).order_by(sa.desc("id")).limit(n)
    return sorted(read(open_store(), jobs.c.id.in_(last)), key=lambda job: -job.id)


def read(store: Store, condition: sa.ColumnElement[bool]) -> list[Job]:
    """Return the jobs whose rows fulfil ``condition``; the state of one whose process has died is lost."""

    def rows() -> list[Job]:
        with store.read() as connection:
            return [
                job_of(store, row) for row in connection.execute(sa.select(jobs).where(condition)).mappings()
            ]

    found = rows()
    gone = {(job.id, job.attempt) for job in found if job.state == "running" and not _alive(job)}
    if not gone:
        return found
    # A process writes how it ended before it goes, so a second look tells the finished from the lost.
    again = ((job, job.state == "running" and (job.id, job.attempt) in gone) for job in rows())
    return [replace(job, state="lost") if lost else job for job, lost in again]


def _alive(job: Job) -> bool:
    heard = time.time() - (job.heartbeat or 0.0) < _SILENCE_SECONDS
    if job.pid is None or job.host != socket.gethostname():
        return heard
    # The start time tells when a pid is used again, but after a change of the clock it is off.
    return processes.exists(job.pid, None if heard else job.born)


def job_of(store: Store, row: sa.RowMapping) -> Job:
    """Return the job of a row."""
    same = ("id", "key", "title", "state", "attempt", "host", "pid", "born", "heartbeat")
    told = None
    if row["step"] is not None:
        told = Progress(row["step"], row["done"], row["total"], row["seconds_left"])
    log = store.root / "logs" / f"job-{row['id']}.txt"
    return Job(
        **{name: row[name] for name in same}, arguments=tuple(row["arguments"]), progress=told, log=log
    )

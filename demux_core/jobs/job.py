"""A job: what it is to do, how it stands, and the log of its process."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

State = Literal["queued", "running", "done", "failed", "cancelled", "lost"]
ACTIVE: tuple[State, ...] = ("queued", "running")
RETRYABLE: tuple[State, ...] = ("failed", "cancelled", "lost")
_LOG_BYTES = 65_536  # of the end of a log


@dataclass(frozen=True)
class JobRequest:
    """What a job is to do.

    Args:
        key: names what the job writes; only one job with the same key can be queued or running.
        title: for people, such as "Preparing Greetings".
        arguments: of the command line, ``python -m demux_core ARGUMENTS``.
    """

    key: str
    title: str
    arguments: tuple[str, ...]


@dataclass(frozen=True)
class JobProgress:
    """How far a job is.

    Args:
        step: what it does, with its units: "Encoding the pool: 512 of 2,500".
        done: parts of the whole job, of ``total``; of the step where the job's phases are not known.
        total: parts.
        seconds_left: estimated, None if unknown.
    """

    step: str
    done: int
    total: int
    seconds_left: float | None = None

    @property
    def share(self) -> float:
        """The finished part, 0 to 1."""
        return min(1.0, self.done / self.total) if self.total > 0 else 0.0


@dataclass(frozen=True)
class WorkerProcess:
    """The process of a job's latest attempt.

    Args:
        host: the computer that it runs on (``processes.machine``).
        pid: its process ID there, None until it has started.
        started: when it started (``processes.start_time``); tells it from a later process with the same ID.
        heartbeat: when it last reported, in seconds since 1970.
    """

    host: str
    pid: int | None
    started: float | None
    heartbeat: float


@dataclass(frozen=True)
class JobTimes:
    """When a job was queued, and its latest attempt started and ended, in seconds since 1970, where known."""

    created: float | None = None
    started: float | None = None
    ended: float | None = None

    @property
    def seconds(self) -> float | None:
        """How long the latest attempt took; None until it has ended."""
        if self.started is None or self.ended is None:
            return None
        return max(0.0, self.ended - self.started)


@dataclass(frozen=True)
class JobLog:
    """The output of a job's process, kept in the file ``path``."""

    path: Path

    def tail(self, n: int = 12) -> list[str]:
        """Return the last ``n`` lines that are not blank."""
        return [line for line in self._lines() if line.strip()][-n:]

    def error(self) -> str | None:
        """Return the last error message without its ``error: ``, or None."""
        errors = [line for line in self._lines() if line.startswith("error: ")]
        return errors[-1].removeprefix("error: ") if errors else None

    def _lines(self) -> list[str]:
        if not self.path.exists():
            return []
        with self.path.open("rb") as file:
            file.seek(max(0, self.path.stat().st_size - _LOG_BYTES))
            return file.read().decode(errors="replace").splitlines()


@dataclass(frozen=True)
class Job:
    """A job as it was when it was read.

    Args:
        id: its number.
        request: what it is to do.
        state: queued -> running -> done, failed, cancelled or lost (the process died without a result).
        attempt: how often it has been started.
        progress: of the current or last step, None before the first report.
        process: of the latest attempt, None before the first.
        log: of the latest attempt.
        project: number of the project that it belongs to, None where it belongs to none.
        times: when it was queued, started and ended.
    """

    id: int
    request: JobRequest
    state: State
    attempt: int
    progress: JobProgress | None
    process: WorkerProcess | None
    log: JobLog
    project: int | None = None
    times: JobTimes = JobTimes()

    @property
    def share(self) -> float:
        """The finished part of the job, 0 to 1; of its step where its phases are not known."""
        return 0.0 if self.progress is None else self.progress.share

    @property
    def active(self) -> bool:
        """Whether it is queued or running."""
        return self.state in ACTIVE

    @property
    def retryable(self) -> bool:
        """Whether it ended without being done, so that it can be retried."""
        return self.state in RETRYABLE

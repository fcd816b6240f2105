"""Inside a job's process: its limits, heartbeats, progress, and the start of the next job at its end."""

import os
import resource
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from demux_core.base import rates
from demux_core.base.errors import InputError
from demux_core.base.memory import usable_memory
from demux_core.base.phases import Phase, Phases
from demux_core.jobs import JobProgress, job_queue

HEARTBEAT_SECONDS = 2.0
_NICENESS = 10
_AUTOGROUP = Path("/proc/self/autogroup")
_LEAST_MEMORY = 1_000_000_000  # an embedded model takes half of it
_WHOLE = 1_000  # parts of a job whose phases are known
_CANCELLED = 130  # exit status, as after Ctrl-C


@dataclass
class _CurrentStep:
    """The step under way.

    Args:
        name: empty before the first report.
        done: units, of ``total``.
        total: units.
        began: when its first report came, by the monotonic clock.
        done_at_first: units that were done then.
    """

    name: str = ""
    done: int = 0
    total: int = 0
    began: float = 0.0
    done_at_first: int = 0


_step = _CurrentStep()
_phases: Phases | None = None  # of the whole job, where they are known


def run(job: str, command: Callable[[], int]) -> int:
    """Run ``command`` as the job and attempt that ``DEMUX_JOB`` names (12:1); its exit status."""
    number, attempt = (int(part) for part in job.split(":"))
    lower_priority()
    ended = threading.Event()
    heartbeats = threading.Thread(target=_send_heartbeats, args=(number, attempt, ended), daemon=True)
    heartbeats.start()
    try:
        limit_memory()
        code = command()
    except InputError as error:
        code = _refuse(error)
    if code == 0 and _phases is not None:
        _phases.end()
    ended.set()
    heartbeats.join()
    try:
        job_queue.record_end(number, attempt, "done" if code == 0 else "failed")
        job_queue.start_queued()
    except InputError as error:
        return code or _refuse(error)
    return code


def _refuse(error: InputError) -> int:
    print(f"error: {error}", file=sys.stderr)
    return 2


def expect(phases: Sequence[Phase]) -> None:
    """Follow the job through these phases; what each takes corrects the rates of this computer."""
    global _phases
    _phases = Phases(phases, rates.learn)


def report_progress(step: str, done: int, total: int) -> None:
    """Note the progress; the next heartbeat sends it."""
    if _phases is not None:
        _phases.note(step, done, total)
        if _phases.present is None or _phases.present.step != step:
            return  # a part of a phase
    if step != _step.name:
        _step.name, _step.began, _step.done_at_first = step, time.monotonic(), done
    _step.done, _step.total = done, total


def lower_priority() -> None:
    """Let the pages have the processor first; a model computes on every core."""
    if hasattr(os, "nice"):
        os.nice(max(0, _NICENESS - os.nice(0)))
    # A job has a session of its own. Where Linux shares the cores among sessions first, niceness counts only
    # within a session, so the session as a whole must yield.
    with suppress(OSError):
        _AUTOGROUP.write_text(str(_NICENESS))


def limit_memory() -> None:
    """End an allocation beyond ``job_memory`` with an error, before the system ends other processes."""
    # The limit is on private data. One on address space would count libraries and mapped files as well, and a
    # GPU reserves far more addresses than it uses. macOS does not enforce it.
    if sys.platform == "linux":
        most, allowed = job_memory(), resource.getrlimit(resource.RLIMIT_DATA)[1]
        if allowed != resource.RLIM_INFINITY:  # the operator's own limit, which nobody else may raise
            most = min(most, allowed)
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))


def job_memory() -> int:
    """The bytes of memory that a job may use: ``DEMUX_JOB_MEMORY``, else its share of 3/4 of what there is.

    Raises:
        InputError: it is no such number.
    """
    given = os.environ.get("DEMUX_JOB_MEMORY")
    if not given:
        return usable_memory() * 3 // 4 // job_queue.job_slots()
    if not given.isdecimal() or int(given) < _LEAST_MEMORY:
        raise InputError(
            f"DEMUX_JOB_MEMORY must be a whole number of bytes, at least {_LEAST_MEMORY:,}, got {given!r}; "
            f"change it"
        )
    return int(given)


def _send_heartbeats(number: int, attempt: int, ended: threading.Event) -> None:
    while not ended.is_set():
        with suppress(InputError):  # the disk may be full for a while
            if not job_queue.record_heartbeat(number, attempt, _progress()):
                os._exit(_CANCELLED)  # files are always whole or absent, so this is safe at any time
        ended.wait(HEARTBEAT_SECONDS)


def _progress() -> JobProgress | None:
    if not _step.name:
        return None
    # A step in one piece has no count to tell.
    text = f": {_step.done:,} of {_step.total:,}" if _step.total > 1 else ""
    if _phases is not None and (phase := _phases.present) is not None:
        share = round(_WHOLE * _phases.share)
        return JobProgress(f"{phase.title}{text}", share, _WHOLE, _phases.seconds_left())
    newly_done, seconds = _step.done - _step.done_at_first, time.monotonic() - _step.began
    left = seconds / newly_done * (_step.total - _step.done) if newly_done > 0 and seconds > 1 else None
    return JobProgress(f"{_step.name}{text}", _step.done, _step.total, left)

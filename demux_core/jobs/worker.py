"""Inside a job's process: it tells that it lives and how far it is; at its end it starts the next job."""

import os
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from demux_core.base.errors import InputError
from demux_core.jobs import Progress, job_queue

BEAT_SECONDS = 2.0
_NICE = 10
_AUTOGROUP = Path("/proc/self/autogroup")


@dataclass
class _Told:
    """The progress last told, and when and where its step began."""

    step: str = ""
    done: int = 0
    total: int = 0
    began: float = 0.0
    first: int = 0


_told = _Told()


def run(job: str, command: Callable[[], int]) -> int:
    """Run ``command`` as the job and attempt that ``DEMUX_JOB`` names (12:1); its exit status."""
    number, attempt = (int(part) for part in job.split(":"))
    lower_priority()
    ended = threading.Event()
    beats = threading.Thread(target=_beat, args=(number, attempt, ended), daemon=True)
    beats.start()
    code = command()
    ended.set()
    beats.join()
    try:
        job_queue.finish(number, attempt, "done" if code == 0 else "failed")
        job_queue.start_queued()
    except InputError as error:
        print(f"error: {error}", file=sys.stderr)
        return code or 1
    return code


def report_progress(step: str, done: int, total: int) -> None:
    """Note the progress; the next heartbeat carries it."""
    if step != _told.step:
        _told.step, _told.began, _told.first = step, time.monotonic(), done
    _told.done, _told.total = done, total


def lower_priority() -> None:
    """Leave the cores to the pages where they want them, while a model computes on every one."""
    if hasattr(os, "nice"):
        os.nice(max(0, _NICE - os.nice(0)))
    # A job is a session of its own. Where Linux shares the cores among sessions first, niceness counts only
    # within one, and it is the session that must give way.
    with suppress(OSError):
        _AUTOGROUP.write_text(str(_NICE))


def _beat(number: int, attempt: int, ended: threading.Event) -> None:
    while not ended.is_set():
        with suppress(InputError):  # the disk may be full for a while
            if not job_queue.beat(number, attempt, _progress()):
                os._exit(130)  # cancelled, or lost and tried again elsewhere: every file is whole or absent
        ended.wait(BEAT_SECONDS)


def _progress() -> Progress | None:
    if not _told.step:
        return None
    fresh, seconds = _told.done - _told.first, time.monotonic() - _told.began
    left = seconds / fresh * (_told.total - _told.done) if fresh > 0 and seconds > 1 else None
    return Progress(_told.step, _told.done, _told.total, left)

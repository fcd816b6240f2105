"""Processes of their own, which outlive the one that started them."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import psutil

_GRACE_SECONDS = 3.0
# The same process, read twice, may seem to have been started at slightly different times.
_SAME_START_SECONDS = 1.0


def start(arguments: Sequence[str], log: Path, more: Mapping[str, str]) -> tuple[int, float]:
    """Start ``python -m demux_core ARGUMENTS``, its words going to ``log``; its pid and when it was born."""
    # The package must be found whatever directory this process was started in.
    paths = [str(Path(__file__).resolve().parents[2]), *filter(None, [os.environ.get("PYTHONPATH")])]
    settings = {"PYTHONUNBUFFERED": "1", "PYTHONPATH": os.pathsep.join(paths)}
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "demux_core", *arguments],
            env={**os.environ, **settings, **more},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    # A child that nobody waits for stays in the process table as a zombie.
    threading.Thread(target=process.wait, daemon=True).start()
    try:
        return process.pid, float(psutil.Process(process.pid).create_time())
    except psutil.Error:  # it has ended already: no process with this pid is ours
        return process.pid, 0.0


def exists(pid: int, born: float | None) -> bool:
    """Whether a process has this pid; with ``born``, also whether it is the one that was started then."""
    with suppress(psutil.Error):
        process = psutil.Process(pid)
        same = born is None or abs(process.create_time() - born) < _SAME_START_SECONDS
        return same and process.status() != psutil.STATUS_ZOMBIE
    return False


def end(pid: int, born: float) -> None:
    """End a process that ``start`` started and all its children, gently first."""
    for kind in (signal.SIGTERM, signal.SIGKILL):
        if not exists(pid, born):
            return
        with suppress(ProcessLookupError):
            os.killpg(pid, kind)
        deadline = time.monotonic() + _GRACE_SECONDS
        while exists(pid, born) and time.monotonic() < deadline:
            time.sleep(0.05)

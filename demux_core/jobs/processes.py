"""Processes that outlive the one that starts them."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import psutil

_GRACE_SECONDS = 3.0
_BOOT = Path("/proc/sys/kernel/random/boot_id")
_START_TOLERANCE_SECONDS = 1.0  # readings of the same start time differ slightly


def start(arguments: Sequence[str], log: Path, environment: Mapping[str, str]) -> tuple[int, float]:
    """Start ``python -m demux_core ARGUMENTS`` with its output in ``log``; its ID and ``start_time``.

    Args:
        arguments: of the command line.
        log: file to write, in place of an earlier one.
        environment: variables in addition to those of this process.
    """
    # The package must be importable whatever the working directory of this process is.
    paths = [str(Path(__file__).resolve().parents[2]), *filter(None, [os.environ.get("PYTHONPATH")])]
    settings = {"PYTHONUNBUFFERED": "1", "PYTHONPATH": os.pathsep.join(paths)}
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "demux_core", *arguments],
            env={**os.environ, **settings, **environment},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    # A child that nobody waits for would stay in the process table as a zombie.
    threading.Thread(target=process.wait, daemon=True).start()
    try:
        return process.pid, start_time(process.pid)
    except (psutil.Error, OSError):  # it has ended already; 0 matches no process
        return process.pid, 0.0


def machine() -> str:
    """The name of this computer, and on Linux what tells this start of it from others."""
    boot = _BOOT.read_text().strip() if _BOOT.exists() else ""
    return f"{socket.gethostname()} {boot}".strip()


def start_time(pid: int) -> float:
    """When a process started, in seconds: on Linux since the computer did, whatever happens to its clock.

    Raises:
        OSError: there is no such process (or ``psutil.Error``).
    """
    if not _BOOT.exists():
        return float(psutil.Process(pid).create_time())
    # Field 22; the name in field 2 may hold spaces and brackets.
    ticks = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    return int(ticks) / os.sysconf("SC_CLK_TCK")


def exists(pid: int, started: float | None) -> bool:
    """Whether a process with this ID is running; with ``started``, only one that started at that time."""
    with suppress(psutil.Error, OSError):
        process = psutil.Process(pid)
        same = started is None or abs(start_time(pid) - started) < _START_TOLERANCE_SECONDS
        return same and process.status() != psutil.STATUS_ZOMBIE
    return False


def end(pid: int, started: float) -> None:
    """End a process of ``start`` and all its children: ask first, then kill."""
    for kind in (signal.SIGTERM, signal.SIGKILL):
        if not exists(pid, started):
            return
        with suppress(ProcessLookupError):
            os.killpg(pid, kind)
        deadline = time.monotonic() + _GRACE_SECONDS
        while exists(pid, started) and time.monotonic() < deadline:
            time.sleep(0.05)

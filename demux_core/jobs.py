"""Background work: a job is a ``python -m demux_core ...`` process and a folder that says how it goes.

The process has its own session, so that it outlives the page's server; whoever opens the folder later sees
the same job. The command line writes ``exit.json`` into the folder that ``DEMUX_JOB`` names.
"""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

import psutil  # type: ignore[import-untyped]

from demux_core.errors import InputError
from demux_core.files import atomic_write

Status = Literal["running", "done", "failed", "lost", "cancelled"]
_TAIL_BYTES = 65_536
_GRACE_SECONDS = 3.0


@dataclass(frozen=True)
class Progress:
    """The step under way, and how many of how many units of it are finished."""

    text: str
    done: int
    total: int

    @property
    def share(self) -> float:
        """Finished part of the step, 0 to 1."""
        return min(1.0, self.done / self.total) if self.total > 0 else 0.0


@dataclass(frozen=True)
class Job:
    """A started job. ``created`` is the process's start time: with the pid it names the process for good."""

    folder: Path
    pid: int
    created: float
    arguments: tuple[str, ...]
    started: float

    @classmethod
    def open(cls, folder: str | Path) -> "Job | None":
        """Return the job last started in ``folder``, or None."""
        path = Path(folder) / "job.json"
        if not path.exists():
            return None
        about = json.loads(path.read_text(encoding="utf-8"))
        return cls(Path(folder), about["pid"], about["created"], tuple(about["arguments"]), about["started"])

    def status(self) -> Status:
        """Say how the job stands; ``lost`` means that the process is gone and left no exit code."""
        alive = self._process() is not None  # asked first: a process may write its exit code and go meanwhile
        code = self._exit_code()
        if code == 0:
            return "done"
        if (self.folder / "cancelled").exists() and not alive:
            return "cancelled"
        if code is not None:
            return "failed"
        return "running" if alive else "lost"

    def progress(self) -> Progress | None:
        """Return the last progress the job told, or None."""
        for line in reversed(self._lines()):
            parts = line.split("\t")
            if len(parts) == 4 and parts[0] == "progress" and parts[2].isdigit() and parts[3].isdigit():
                return Progress(parts[1], int(parts[2]), int(parts[3]))
        return None

    def log_tail(self, n: int = 12) -> list[str]:
        """Return the last ``n`` lines of the log that are not progress."""
        return [line for line in self._lines() if line.strip() and not line.startswith("progress\t")][-n:]

    def error(self) -> str | None:
        """Return the line in which the job said what was wrong, without its ``error: ``, or None."""
        said = [line for line in self._lines() if line.startswith("error: ")]
        return said[-1].removeprefix("error: ") if said else None

    def cancel(self) -> None:
        """End the job's process group, gently first; nothing happens if it has ended."""
        process = self._process()
        if process is None or self._exit_code() is not None:
            return
        atomic_write(self.folder / "cancelled", "")
        for kind in (signal.SIGTERM, signal.SIGKILL):
            with suppress(ProcessLookupError):
                os.killpg(self.pid, kind)
            deadline = time.monotonic() + _GRACE_SECONDS
            while self._process() is not None and time.monotonic() < deadline:
                time.sleep(0.05)
            if self._process() is None:
                return

    def _process(self) -> psutil.Process | None:
        with suppress(psutil.Error):
            process = psutil.Process(self.pid)
            # Pids are used again: the same number started at another time is another process.
            if abs(process.create_time() - self.created) < 1 and process.status() != psutil.STATUS_ZOMBIE:
                return process
        return None

    def _exit_code(self) -> int | None:
        path = self.folder / "exit.json"
        return int(json.loads(path.read_text(encoding="utf-8"))["code"]) if path.exists() else None

    def _lines(self) -> list[str]:
        path = self.folder / "log.txt"
        if not path.exists():
            return []
        with path.open("rb") as log:
            log.seek(max(0, path.stat().st_size - _TAIL_BYTES))
            return log.read().decode(errors="replace").splitlines()


def start(arguments: Sequence[str], folder: str | Path) -> Job:
    """Start ``python -m demux_core ARGUMENTS`` in the background; ``folder`` keeps its log and its state.

    Raises:
        InputError: a job of this folder is still running.
    """
    folder = Path(folder).resolve()
    before = Job.open(folder)
    if before is not None and before.status() == "running":
        raise InputError("one job at a time, and one is running here; wait for it or cancel it")
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("job.json", "exit.json", "cancelled"):
        (folder / name).unlink(missing_ok=True)
    with (folder / "log.txt").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "demux_core", *arguments],
            env=_environment(folder),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    # A child that nobody waits for stays in the process table as a zombie.
    threading.Thread(target=process.wait, daemon=True).start()
    job = Job(folder, process.pid, _created(process.pid), tuple(arguments), time.time())
    about = {name: value for name, value in asdict(job).items() if name != "folder"}
    atomic_write(folder / "job.json", json.dumps(about))
    return job


def _created(pid: int) -> float:
    try:
        return float(psutil.Process(pid).create_time())
    except psutil.Error:  # it has ended already: no process with this pid is ours
        return 0.0


def _environment(folder: Path) -> dict[str, str]:
    # The package must be found whatever directory the server was started in.
    root = str(Path(__file__).resolve().parents[1])
    paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
    return os.environ | {
        "DEMUX_JOB": str(folder),
        "DEMUX_PROGRESS": "lines",
        "PYTHONUNBUFFERED": "1",
        "PYTHONPATH": os.pathsep.join(paths),
    }

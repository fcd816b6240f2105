"""Loads every file of a folder, each in a process of its own: ``python -m tests.bad_input.trial FOLDER``.

Prints one JSON object a file: what ``load`` and the command line did, in which time and memory.
"""

import contextlib
import io
import json
import os
import resource
import signal
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from demux_core import InputError
from demux_core.cli import main
from demux_core.data.loading import load

SECONDS = 10
# Protects the machine; the tests check the memory that is really used.
_ADDRESS_SPACE = 6 << 30


def attempt(path: Path) -> dict[str, Any]:
    """The outcome of loading a file and of giving it to the command line."""
    outcome: dict[str, Any] = {"name": path.name, "message": None, "fault": None}
    started = time.monotonic()
    try:
        load(path)
    except InputError as error:
        outcome["message"] = str(error)
    except BaseException as error:
        outcome["fault"] = f"{type(error).__name__}: {error}"[:500]
    outcome["seconds"] = time.monotonic() - started
    printed = io.StringIO()
    files = ["--source", str(path), "--target", str(path)]
    with contextlib.redirect_stderr(printed), contextlib.redirect_stdout(io.StringIO()):
        outcome["code"] = main(["select", *files, "--strategy", "random", "--budget", "1"])
    outcome["printed"] = printed.getvalue()
    outcome["pickle"] = os.environ.get("DEMUX_PICKLE")
    return outcome


def attempt_in_child(path: Path) -> dict[str, Any]:
    """``attempt`` in a child process, with its peak memory in MB; a killed child is a fault."""
    read, write = os.pipe()
    if not (child := os.fork()):
        signal.alarm(2 * SECONDS)
        resource.setrlimit(resource.RLIMIT_AS, (_ADDRESS_SPACE, _ADDRESS_SPACE))
        with os.fdopen(write, "w") as pipe:
            json.dump(attempt(path), pipe)
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as pipe:
        answer = pipe.read()
    _, status, usage = os.wait4(child, 0)
    killed = {"name": path.name, "fault": f"killed by signal {status & 127}"}
    outcome = json.loads(answer) if answer else killed
    return outcome | {"megabytes": usage.ru_maxrss // 1024}


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:  # modules loaded once here are there in every child
        (Path(folder) / "good.csv").write_text("text\nhello there\n")
        attempt(Path(folder) / "good.csv")
    for path in sorted(Path(sys.argv[1]).iterdir()):
        print(json.dumps(attempt_in_child(path)), flush=True)

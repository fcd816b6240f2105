"""Tries every file of a folder, each in a process of its own: ``python -m tests.bad_input.trial FOLDER``.

Prints one JSON object a file: what ``load`` and the command line did, how long and with how much memory.
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
# A seat belt for the machine, not the rule: what is tested is the memory really used.
_ADDRESSES = 6 << 30


def attempt(path: Path) -> dict[str, Any]:
    """What loading and the command line make of a file."""
    found: dict[str, Any] = {"name": path.name, "message": None, "fault": None}
    begin = time.monotonic()
    try:
        load(path)
    except InputError as error:
        found["message"] = str(error)
    except BaseException as error:
        found["fault"] = f"{type(error).__name__}: {error}"[:500]
    found["seconds"] = time.monotonic() - begin
    printed = io.StringIO()
    command = [
        "select",
        "--source",
        str(path),
        "--target",
        str(path),
        "--strategy",
        "random",
        "--budget",
        "1",
    ]
    with contextlib.redirect_stderr(printed), contextlib.redirect_stdout(io.StringIO()):
        found["code"] = main(command)
    found["printed"] = printed.getvalue()
    found["pickle"] = os.environ.get("DEMUX_PICKLE")
    return found


def apart(path: Path) -> dict[str, Any]:
    """``attempt`` in a child, with its peak memory in MB; a child that is killed says so."""
    read, write = os.pipe()
    if not (child := os.fork()):
        signal.alarm(2 * SECONDS)
        resource.setrlimit(resource.RLIMIT_AS, (_ADDRESSES, _ADDRESSES))
        with os.fdopen(write, "w") as pipe:
            json.dump(attempt(path), pipe)
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as pipe:
        said = pipe.read()
    _, status, usage = os.wait4(child, 0)
    found = json.loads(said) if said else {"name": path.name, "fault": f"killed by signal {status & 127}"}
    return found | {"megabytes": usage.ru_maxrss // 1024}


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as good:  # what is loaded once here is there in every child
        (Path(good) / "good.csv").write_text("text\nhello there\n")
        attempt(Path(good) / "good.csv")
    for path in sorted(Path(sys.argv[1]).iterdir()):
        print(json.dumps(apart(path)), flush=True)

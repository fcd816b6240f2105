"""Work on a stranger's file in a process of its own: nothing in the file can exhaust or end the server.

A helper process (``confined_helper``) has the readers loaded and copies itself for every piece of work. The
copy may use ``MAX_MEMORY`` and ``MAX_SECONDS`` and is killed when it needs more.
"""

import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from demux_core.base.errors import InputError

MAX_MEMORY = 3_000_000_000  # three times what the largest permitted files take; macOS does not enforce it
MAX_SECONDS = 120
MAX_ANSWER = 600_000_000  # bytes, twice the largest permitted file
# Text of a file may hold halves of surrogate pairs, which plain UTF-8 refuses.
ENCODING = ("utf-8", "surrogatepass")
_starting = threading.Lock()
_helper: tuple[socket.socket, "subprocess.Popen[bytes]"] | None = None


def run(work: Callable[..., Iterator[Any]], *arguments: Any) -> Iterator[Any]:
    """Yield what ``work(*arguments)`` yields in a process with limits.

    Args:
        work: a generator function of a module; what it yields must be JSON.
        arguments: JSON.

    Raises:
        InputError: ``work`` raised it, or it needed more time or memory than it may use.
    """
    ours, theirs = socket.socketpair()
    with ours, theirs:
        _hand_over(theirs)
        theirs.close()
        with ours.makefile("rwb") as stream:
            request = [f"{work.__module__}:{work.__name__}", arguments, MAX_SECONDS, MAX_MEMORY]
            stream.write(json.dumps(request).encode() + b"\n")
            stream.flush()
            left = MAX_ANSWER
            while (line := stream.readline(left)).endswith(b"\n"):
                left -= len(line)
                kind, value = json.loads(line.decode(*ENCODING))
                if kind == "end":
                    return
                if kind == "refused":
                    raise InputError(value)
                if kind == "fault":
                    raise RuntimeError(value)
                yield value
    raise InputError(
        f"a file must be readable in {MAX_SECONDS} seconds and {MAX_MEMORY // 10**9} GB of memory, but this "
        f"one is not; split it, or leave out columns"
    )


def _hand_over(connection: socket.socket) -> None:
    global _helper
    with _starting:
        try:
            if _helper is None:
                raise ConnectionError("not started yet")
            socket.send_fds(_helper[0], [b"."], [connection.fileno()])
        except OSError:  # it has ended
            _helper = _start_helper()
            socket.send_fds(_helper[0], [b"."], [connection.fileno()])


def _start_helper() -> tuple[socket.socket, "subprocess.Popen[bytes]"]:
    ours, theirs = socket.socketpair()
    paths = [str(Path(__file__).resolve().parents[2]), *filter(None, [os.environ.get("PYTHONPATH")])]
    # A process with threads should not copy itself.
    settings = {"PYTHONPATH": os.pathsep.join(paths), "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-m", "demux_core.base.confined_helper"],
            env=os.environ | settings,
            stdin=theirs.fileno(),
            stdout=subprocess.DEVNULL,
        )
    return ours, process

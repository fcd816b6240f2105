"""The helper process of ``confined``: it copies itself (forks) for every piece of work, within limits.

Its standard input is a socket that brings a connection for each piece of work; it ends with the process at
the other end.
"""

import gc
import json
import os
import resource
import signal
import socket
import sys
import traceback
from contextlib import suppress
from importlib import import_module
from typing import Any

from demux_core.base.confined import ENCODING
from demux_core.base.errors import InputError
from demux_core.base.language_guessing import guess
from demux_core.base.search_path import libraries_first

_AT_ONCE = 4
# Loaded once, in the helper, so that its copies start at once.
_LOADED = (
    "demux_core.data.confined_loading",
    "demux_core.data.formats.parquet",
    "demux_core.data.formats.workbook",
    "charset_normalizer",
    "openpyxl",
    "pyarrow.parquet",
)


def serve(requests: socket.socket) -> None:
    """Copy this process for every connection that arrives, ``_AT_ONCE`` at most at a time."""
    running = 0
    while True:
        _, connections, _, _ = socket.recv_fds(requests, 1, 1)
        if not connections:
            return
        while running and os.waitpid(-1, 0 if running >= _AT_ONCE else os.WNOHANG)[0]:
            running -= 1
        if os.fork() == 0:
            requests.close()
            try:
                _work(socket.socket(fileno=connections[0]))
            finally:
                os._exit(0)  # nothing of the helper itself may run here
        running += 1
        os.close(connections[0])


def _work(connection: socket.socket) -> None:
    with connection, connection.makefile("rwb") as stream:

        def say(kind: str, value: Any = None) -> None:
            stream.write(json.dumps([kind, value], ensure_ascii=False).encode(*ENCODING) + b"\n")
            stream.flush()

        name, arguments, seconds, memory = json.loads(stream.readline())
        signal.alarm(seconds)  # ends the process, whatever it is doing
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        module, _, function = name.partition(":")
        with suppress(BrokenPipeError, MemoryError):  # nobody listens any more; the listener sees the end
            try:
                for part in getattr(import_module(module), function)(*arguments):
                    say("part", part)
                say("end")
            except InputError as error:
                say("refused", str(error))
            except (BrokenPipeError, MemoryError):
                raise
            except Exception as error:
                traceback.print_exc()
                say("fault", f"{type(error).__name__}: {error}")


if __name__ == "__main__":
    libraries_first()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends the server, and the helper with it
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)  # so that copies are waited for, whatever was inherited
    for name in _LOADED:
        import_module(name)
    guess(["a text, so that the model that guesses languages is loaded as well"])
    gc.freeze()  # a copy then shares the memory of what is loaded
    serve(socket.socket(fileno=sys.stdin.fileno()))

"""The command line: ``python -m demux_core COMMAND``. An error is one line and an exit status."""

import errno
import os
import sys
from collections.abc import Sequence

from demux_core.base.errors import InputError
from demux_core.cli.command_parser import CommandParser
from demux_core.cli.parser import PROGRAM, parser

_NO_MEMORY = (
    "this needs more memory than it may use; use fewer or shorter texts or a smaller model, or, for jobs of "
    "the pages, raise DEMUX_JOB_MEMORY"
)
# What torch, the system (also in errors of others) and Python say where there is no MemoryError.
_LACKS_MEMORY = ("can't allocate memory", "Cannot allocate memory", "can't start new thread")


def main(arguments: Sequence[str] | None = None, program: str = PROGRAM) -> int:
    """Run one command; returns the exit status: 0 success, 1 a bug, 2 bad input, 130 interrupted.

    Args:
        arguments: of the command line; those of this process by default.
        program: how people call it, for help and examples.
    """
    if job := os.environ.get("DEMUX_JOB"):
        from demux_core.jobs import worker

        return worker.run(job, lambda: _run(arguments, program))
    return _run(arguments, program)


def _run(arguments: Sequence[str] | None, program: str) -> int:
    try:
        options = _parser(program).parse_args(arguments)
    except SystemExit as stop:  # argparse has printed its help or its error
        return int(stop.code or 0)
    try:
        options.run(options)
    except InputError as error:
        return _fail(str(error), 2)
    except MemoryError:
        return _fail(_NO_MEMORY, 2)
    except OSError as error:
        if error.errno == errno.ENOMEM:
            return _fail(_NO_MEMORY, 2)
        return _fail(f"{error.strerror or error}: {error.filename or 'unnamed file'}", 2)
    except KeyboardInterrupt:
        return _fail("interrupted; run the same command again to resume", 130)
    except Exception as error:
        if os.environ.get("DEMUX_DEBUG"):
            raise
        if any(words in str(error) for words in _LACKS_MEMORY):
            return _fail(_NO_MEMORY, 2)
        return _fail(f"{type(error).__name__}: {error} (a bug; DEMUX_DEBUG=1 shows where)", 1)
    return 0


def _parser(program: str) -> CommandParser:
    root = parser(program)
    if "_ARGCOMPLETE" in os.environ:  # a shell asks what comes next (`demux completion`)
        import argcomplete

        argcomplete.autocomplete(root)
    return root


def _fail(message: str, code: int) -> int:
    start = "\r\033[K" if sys.stderr.isatty() else ""  # over a progress bar
    print(f"{start}error: {' '.join(message.split())}", file=sys.stderr)
    return code

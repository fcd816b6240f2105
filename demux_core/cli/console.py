"""Progress of a command on standard error."""

import os
import shutil
import sys
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from demux_core.base.progress import Progress

if TYPE_CHECKING:
    from demux_core.base.phases import Phase
    from demux_core.workflows.job_phases import Expect

_WATCHED_SECONDS = 0.5  # a program that shows progress wants many lines
_LOG_SECONDS = 5.0  # a log wants few


def console_progress() -> Progress:
    """A progress bar on a terminal, a few plain lines in a log; a job reports to the job table instead.

    ``DEMUX_PROGRESS=lines`` asks for lines ``progress<TAB>step<TAB>done<TAB>total``.
    """
    if os.environ.get("DEMUX_JOB"):
        from demux_core.jobs import worker

        return worker.report_progress
    if os.environ.get("DEMUX_PROGRESS") == "lines":
        return _throttled(_tab_separated, _WATCHED_SECONDS)
    return _progress_bars() if sys.stderr.isatty() else _throttled(_plain, _LOG_SECONDS)


def console_expectation() -> "Expect":
    """Say how long a job will take and what memory it needs; a job tells the job table its phases instead."""
    if os.environ.get("DEMUX_JOB"):
        from demux_core.jobs import worker

        return worker.expect
    return _say_expectation


def _say_expectation(phases: "Sequence[Phase]") -> None:
    from demux_core.base.durations import duration
    from demux_core.workflows.job_phases import estimate

    expected = estimate(phases)
    text = (
        f"this takes about {duration(expected.seconds)} on this computer and up to "
        f"{expected.gigabytes:.1f} GB of memory, less where parts are done already"
    )
    print(text, file=sys.stderr, flush=True)


def _throttled(line: Callable[[str, int, int, float], str], interval: float) -> Progress:
    """Print a line at the start and the end of each step, and in between at most every ``interval`` seconds.

    Args:
        line: makes it of step, done, total and the seconds since the step began.
        interval: in seconds.
    """
    last_step, last_time, began = "", 0.0, 0.0

    def report(step: str, done: int, total: int) -> None:
        nonlocal last_step, last_time, began
        now = time.monotonic()
        if step != last_step:
            last_step, began = step, now
        elif done < total and now - last_time < interval:
            return
        last_time = now
        print(line(step, done, total, now - began), file=sys.stderr, flush=True)

    return report


def _tab_separated(step: str, done: int, total: int, _: float) -> str:
    return f"progress\t{step}\t{done}\t{total}"


def _plain(step: str, done: int, total: int, seconds: float) -> str:
    left = f", {seconds / done * (total - done):,.0f} s left" if 0 < done < total and seconds > 1 else ""
    return f"{step}: {done:,} of {total:,}{left}"


def _progress_bars() -> Progress:
    """A bar for each step; only those of finished steps stay on the screen."""
    from tqdm import tqdm  # type: ignore[import-untyped]

    bar: Any = None

    def report(step: str, done: int, total: int) -> None:
        nonlocal bar
        if bar is not None and bar.desc != step:
            bar.close()
            bar = None
        if bar is None:
            columns, rows = shutil.get_terminal_size()
            bar = tqdm(desc=step, total=total, initial=done, leave=False, ncols=columns, nrows=rows)
        bar.total = total
        bar.update(done - bar.n)
        if done >= total:
            bar.leave = True
            bar.close()
            bar = None

    return report

"""Progress of a command, told on standard error."""

import os
import sys
import time

from demux_core.base.progress import Progress


def console_progress() -> Progress:
    """Progress for a terminal (one line rewritten in place), or one plain line an update for a program.

    ``DEMUX_PROGRESS=lines`` asks for lines ``progress<TAB>step<TAB>done<TAB>total``. A job tells its row.
    """
    if os.environ.get("DEMUX_JOB"):
        from demux_core.jobs import worker

        return worker.report_progress
    lines = os.environ.get("DEMUX_PROGRESS") == "lines"
    terminal = sys.stderr.isatty()
    # A log file wants few lines, a person or a program that watches wants many.
    interval = 0.5 if lines or terminal else 5.0
    last_step, last_time, started = "", 0.0, 0.0

    def tell(step: str, done: int, total: int) -> None:
        nonlocal last_step, last_time, started
        now = time.monotonic()
        if step != last_step:
            last_step, started = step, now
        elif done < total and now - last_time < interval:
            return
        last_time = now
        if lines:
            print(f"progress\t{step}\t{done}\t{total}", file=sys.stderr, flush=True)
            return
        seconds = now - started
        left = f", {seconds / done * (total - done):,.0f} s left" if 0 < done < total and seconds > 1 else ""
        end = "\n" if done >= total or not terminal else ""
        start = "\r\033[K" if terminal else ""
        print(f"{start}{step}: {done:,} of {total:,}{left}", end=end, file=sys.stderr, flush=True)

    return tell

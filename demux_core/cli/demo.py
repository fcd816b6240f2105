"""``demo``: check and build the demo."""

import os
from pathlib import Path
from typing import Any

from demux_core.cli.console import console_progress
from demux_core.cli.shared import Options, add_command, say

_PARTS = ("files", "runs", "experiments")


def add(group: Any) -> None:
    """Add the command."""
    command = add_command(
        group,
        "demo",
        _run,
        "check the demo corpus, build its files and compute its projects; resumes where it was interrupted",
        "build --only files",
    )
    command.add_argument("action", choices=["build"])
    command.add_argument("--only", choices=_PARTS, help="one part only; files needs no model")
    command.add_argument("--demo", help="one of intents, slots, notices; by default all")
    command.add_argument("--work", type=Path, help="directory to compute in; by default the cache")


def _run(options: Options) -> None:
    from demux_core.demo.build.corpus import build
    from demux_core.demo.build.recording import record_glosses
    from demux_core.demo.catalog import DEMO, DEMOS

    rows = build(DEMO)
    for demo in DEMOS.values():
        if not record_glosses(demo):
            say(f"{demo.name}: more than glosses has changed since it was computed; compute it again")
    if options.only in (None, "files"):
        for name, count in rows.items():
            print(f"{name}: {count:,} rows")
    for part in _PARTS[1:]:
        if options.only in (None, part):
            _compute(options, part)


def _compute(options: Options, part: str) -> None:
    from demux_core.base.config import cache_dir
    from demux_core.demo.build.compute import compute_experiment, compute_run
    from demux_core.demo.build.packaging import corpus_hash, package_demo
    from demux_core.demo.catalog import DEMOS, find_demo

    for demo in [find_demo(options.demo)] if options.demo else DEMOS.values():
        # Changed sources start from scratch, in a workspace of their own.
        work = options.work or cache_dir() / "demo" / corpus_hash(demo)[:12]
        os.environ["DEMUX_WORKSPACE"] = str(work)
        compute_run(demo, console_progress())
        for experiment in demo.experiments if part == "experiments" else ():
            compute_experiment(demo, experiment, console_progress())
        say(f"{demo.name}: wrote the {part} to {package_demo(demo)}")

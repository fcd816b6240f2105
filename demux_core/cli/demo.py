"""``demo``: check and build the demo."""

from typing import Any

from demux_core.cli.shared import Options, add_command


def add(group: Any) -> None:
    """Add the command."""
    command = add_command(group, "demo", _run, "check the demo corpus and build its files", "build")
    command.add_argument("action", choices=["build"])


def _run(_: Options) -> None:
    from demux_core.demo.corpus import build
    from demux_core.projects.sample import SAMPLE_FOLDER

    for name, rows in build(SAMPLE_FOLDER.parent).items():
        print(f"{name}: {rows:,} rows")

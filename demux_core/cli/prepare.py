"""``prepare``: all that the pages show, from files."""

from pathlib import Path
from typing import Any

from demux_core.cli.shared import Options, add_command, add_data, add_model, load_data, say
from demux_core.progress import to_stderr


def add(group: Any) -> None:
    """Add the command."""
    command = add_command(
        group,
        "prepare",
        _run,
        "fine-tune, encode and project: all that the pages show",
        "--source pool.csv --target sample.txt --train english.csv --out run",
    )
    add_data(command, "source", "target", optional=("train",))
    add_model(command)
    command.add_argument("--out", type=Path, required=True, help="directory to write")


def _run(options: Options) -> None:
    from demux_core.encoding import MANIFEST as ENCODED
    from demux_core.files import replaceable
    from demux_core.models import find
    from demux_core.projects.prepare import prepare
    from demux_core.training import MANIFEST as TRAINED

    for part, manifest in (("model", TRAINED), ("source", ENCODED), ("target", ENCODED)):
        replaceable(options.out / part, manifest)
    training = load_data(options, "train") if options.train else None
    source, target = load_data(options, "source"), load_data(options, "target")
    prepare(source, target, find(options.model), options.out, training, to_stderr())
    say(f"ready: {options.out}")

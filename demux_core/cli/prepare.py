"""``prepare``: from files to everything that the pages show."""

from pathlib import Path
from typing import Any

from demux_core.cli.console import console_progress
from demux_core.cli.shared import Options, add_command, add_data, add_model, load_data, say


def add(group: Any) -> None:
    """Add the command."""
    command = add_command(
        group,
        "prepare",
        _run,
        "fine-tune a model, encode the texts and compute the map, as the pages do",
        "--source pool.csv --target sample.txt --train english.csv --out run",
    )
    add_data(command, "source", "target", optional=("train",))
    add_model(command)
    command.add_argument("--out", type=Path, required=True, help="output directory")


def _run(options: Options) -> None:
    from demux_core.base.files import check_output_folder
    from demux_core.data.leakage import left_out_notes
    from demux_core.modelling.encoding import MANIFEST as ENCODED
    from demux_core.modelling.models import find_model
    from demux_core.modelling.training import MANIFEST as TRAINED
    from demux_core.workflows.preparation import prepare

    for part, name in (("model", TRAINED), ("source", ENCODED), ("target", ENCODED)):
        check_output_folder(options.out / part, name)
    roles = ["source", "target", *(["train"] if options.train else [])]
    data = {role: load_data(options, role) for role in roles}
    manifest = prepare(data, find_model(options.model), options.out, console_progress())
    for note in left_out_notes(manifest["left_out"]):
        say(note)
    say(f"ready: {options.out}")

"""``encode``: texts become vectors and uncertainties."""

from pathlib import Path
from typing import Any

from demux_core.base.config import EncodingConfig
from demux_core.cli.console import console_progress
from demux_core.cli.shared import Options, add_command, add_data, add_model, load_data, say


def add(group: Any) -> None:
    """Add the command."""
    command = add_command(
        group,
        "encode",
        _run,
        "embed texts and measure the model's uncertainty",
        "--data pool.csv --model default --out encodings/pool",
    )
    add_data(command, "data")
    add_model(command)
    command.add_argument("--pooling", help="first or mean; the model's own unless given")
    command.add_argument("--max-length", type=int, default=256, help="tokens a text may have (256)")
    command.add_argument("--engine", default="local", help="where to compute: local, or ray (a cluster)")
    command.add_argument("--out", type=Path, required=True, help="directory to write")


def _run(options: Options) -> None:
    from demux_core.base.files import check_output_folder, link_folder
    from demux_core.modelling.encoder import encode
    from demux_core.modelling.encoding import MANIFEST
    from demux_core.modelling.models import find_model

    out = check_output_folder(options.out, MANIFEST)
    config = EncodingConfig(pooling=options.pooling, max_length=options.max_length)
    dataset = load_data(options, "data")
    finished = encode(dataset, find_model(options.model), config, console_progress(), options.engine)
    link_folder(finished, out)
    say(f"{len(dataset):,} rows encoded in {options.out}")

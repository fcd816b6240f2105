"""``encode``: embeddings and uncertainties of texts."""

from pathlib import Path
from typing import Any

from demux_core.base.config import EncodingConfig
from demux_core.cli.console import console_progress
from demux_core.cli.shared import Options, add_command, add_data, add_engine, add_model, load_data, say


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
    command.add_argument("--pooling", help="first (first token) or mean; by default that of the model")
    command.add_argument("--max-length", type=int, default=256, help="longest text in tokens (256)")
    add_engine(command)
    command.add_argument("--out", type=Path, required=True, help="output directory")


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
    say(f"encoded {len(dataset):,} rows in {options.out}")

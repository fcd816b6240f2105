"""``encode``: texts become vectors and uncertainties."""

from pathlib import Path
from typing import Any

from demux_core.cli.shared import Options, add_command, add_data, add_model, load_data, say
from demux_core.config import EncodingConfig
from demux_core.progress import to_stderr


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
    from demux_core.encoding import MANIFEST
    from demux_core.encoding.encode import encode
    from demux_core.files import link_folder, replaceable
    from demux_core.models import find

    out = replaceable(options.out, MANIFEST)
    config = EncodingConfig(pooling=options.pooling, max_length=options.max_length)
    dataset = load_data(options, "data")
    finished = encode(dataset, find(options.model), config, to_stderr(), options.engine)
    link_folder(finished, out)
    say(f"{len(dataset):,} rows encoded in {options.out}")

"""``encode``: embeddings and uncertainties of texts."""

from typing import Any

from demux_core.base.config import EncodingConfig
from demux_core.base.errors import InputError
from demux_core.base.plurals import counted
from demux_core.cli.console import console_progress
from demux_core.cli.shared import (
    Options,
    add_command,
    add_data,
    add_engine,
    add_model,
    columns_of,
    language_of,
    load_data,
    say,
)


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
    command.add_argument(
        "--out",
        required=True,
        help="output folder; also a URL where --engine ray has the machines of a cluster read --data, a "
        "folder or pattern of Parquet files, and write --out by themselves",
    )


def _run(options: Options) -> None:
    from demux_core.data.parquet_parts import is_parted
    from demux_core.data.sources import parse

    config = EncodingConfig(pooling=options.pooling, max_length=options.max_length)
    source = parse(options.data)
    if options.engine != "ray" or not is_parted(source.location):
        _encode(options, config)
    elif source.conditions:
        raise InputError(
            "a folder that the machines of a cluster read themselves must be taken as a whole, got "
            f"{source.selection}; filter its files beforehand, or use the engine 'local'"
        )
    else:
        _stream(options, config)


def _encode(options: Options, config: EncodingConfig) -> None:
    from demux_core.base.files import check_output_folder, link_folder
    from demux_core.data.server_roots import is_url
    from demux_core.modelling.encoder import encode
    from demux_core.modelling.encoding import MANIFEST
    from demux_core.modelling.models import find_model

    if is_url(options.out):
        raise InputError(
            f"the output must be a folder of this machine, got {options.out}; only --engine ray writes to a "
            "URL, from a folder or pattern of Parquet files"
        )
    out = check_output_folder(options.out, MANIFEST)
    dataset = load_data(options, "data")
    finished = encode(dataset, find_model(options.model), config, console_progress(), options.engine)
    link_folder(finished, out)
    say(f"encoded {len(dataset):,} rows in {options.out}")


def _stream(options: Options, config: EncodingConfig) -> None:
    from demux_core.data.parquet_parts import parts_of, rules_of
    from demux_core.data.stores import full_place
    from demux_core.modelling.encoder import settled
    from demux_core.modelling.models import find_model
    from demux_core.modelling.part_writer import PartWriter
    from demux_core.modelling.shards import Reader
    from demux_core.modelling.streaming import files_in, stream
    from demux_core.tasks import find_task

    out = full_place(options.out)
    files_in(out)  # refuses what it cannot write to, before anything is read
    parts = parts_of(options.data)
    columns, language = columns_of(options, "data"), language_of(options, "data")
    rules = rules_of(parts[0], options.task, columns, language)
    model = find_model(options.model)
    writer = PartWriter(Reader(model, find_task(rules.task)), settled(config, model), rules, out)
    rows, written = stream(writer, parts, console_progress())
    earlier = f"; {len(parts) - written:,} were there already" if written < len(parts) else ""
    say(f"encoded {counted(rows, 'row')} in {counted(written, 'file')} of {options.out}{earlier}")

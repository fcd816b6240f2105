"""``train`` and ``evaluate``: fine-tune a task head, score it."""

import json
from pathlib import Path
from typing import Any

from demux_core.base.config import DEFAULT_SEED, TrainingConfig
from demux_core.base.files import atomic_write, check_output_folder
from demux_core.cli.console import console_progress
from demux_core.cli.shared import Options, add_command, add_data, add_model, load_data, say


def add(group: Any) -> None:
    """Add both commands."""
    command = add_command(
        group,
        "train",
        _train,
        "fine-tune a task head (the EN-FT step)",
        "--data english.csv --epochs 3 --out models/en-ft",
    )
    add_data(command, "data")
    add_model(command)
    command.add_argument("--epochs", type=int, help="3, or more where there is little data, unless given")
    command.add_argument("--lr", type=float, default=TrainingConfig.lr)
    command.add_argument(
        "--batch-size", type=int, help="32 (64 on a GPU), or 8 for much BIO data, unless given"
    )
    command.add_argument("--seed", type=int, default=DEFAULT_SEED)
    command.add_argument("--out", type=Path, required=True, help="directory to write the model to")
    command = add_command(
        group,
        "evaluate",
        _evaluate,
        "score a fine-tuned model, per language and overall",
        "--data test.parquet@test --model models/en-ft",
    )
    add_data(command, "data")
    add_model(command)
    command.add_argument("--out", type=Path, help="JSON file; standard output unless given")


def _train(options: Options) -> None:
    from demux_core.modelling.models import find_model
    from demux_core.modelling.training import MANIFEST, train

    out = check_output_folder(options.out, MANIFEST)
    config = TrainingConfig(
        epochs=options.epochs, lr=options.lr, batch_size=options.batch_size, seed=options.seed
    )
    dataset = load_data(options, "data")
    train(dataset, find_model(options.model), out, config, console_progress())
    say(f"fine-tuned on {len(dataset):,} rows in {options.out}")


def _evaluate(options: Options) -> None:
    from demux_core.modelling.models import find_model
    from demux_core.modelling.prediction import evaluate

    result = evaluate(load_data(options, "data"), find_model(options.model), progress=console_progress())
    text = json.dumps(result, ensure_ascii=False, indent=1)
    if options.out:
        atomic_write(options.out, text + "\n")
    else:
        print(text)

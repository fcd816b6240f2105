"""``train`` and ``evaluate``: fine-tune a model, score it."""

import json
from pathlib import Path
from typing import Any

from demux_core.base.config import DEFAULT_SEED, TrainingConfig
from demux_core.base.files import atomic_write, check_output_folder
from demux_core.cli.console import console_progress
from demux_core.cli.shared import BATCH_SIZE_HELP, Options, add_command, add_data, add_model, load_data, say


def add(group: Any) -> None:
    """Add both commands."""
    command = add_command(
        group,
        "train",
        _train,
        "fine-tune a model with a task head (EN-FT)",
        "--data english.csv --epochs 3 --out models/en-ft",
    )
    add_data(command, "data")
    add_model(command)
    command.add_argument("--epochs", type=int, help="by default 3, or more with little data")
    command.add_argument("--lr", type=float, default=TrainingConfig.lr, help="learning rate (1e-4)")
    command.add_argument("--batch-size", type=int, help=BATCH_SIZE_HELP)
    command.add_argument("--seed", type=int, default=DEFAULT_SEED, help="seed of the training (42)")
    command.add_argument("--out", type=Path, required=True, help="directory of the model")
    command = add_command(
        group,
        "evaluate",
        _evaluate,
        "score a fine-tuned model, overall and per language",
        "--data test.parquet@test --model models/en-ft",
    )
    add_data(command, "data")
    add_model(command)
    command.add_argument("--out", type=Path, help="JSON file; by default standard output")


def _train(options: Options) -> None:
    from demux_core.modelling.models import find_model
    from demux_core.modelling.training import MANIFEST, read_training_manifest, train

    out = check_output_folder(options.out, MANIFEST)
    config = TrainingConfig(
        epochs=options.epochs, lr=options.lr, batch_size=options.batch_size, seed=options.seed
    )
    dataset = load_data(options, "data")
    train(dataset, find_model(options.model), out, config, console_progress())
    manifest = read_training_manifest(out)
    say(f"trained in {manifest['seconds']:,.0f} s, peak memory {manifest['peak_memory_mb'] / 1024:.1f} GB")
    say(f"fine-tuned on {len(dataset):,} rows; wrote the model to {options.out}")


def _evaluate(options: Options) -> None:
    from demux_core.modelling.models import find_model
    from demux_core.modelling.prediction import evaluate

    result = evaluate(load_data(options, "data"), find_model(options.model), progress=console_progress())
    text = json.dumps(result, ensure_ascii=False, indent=1)
    if options.out:
        atomic_write(options.out, text + "\n")
    else:
        print(text)

"""``train`` and ``evaluate``: fine-tune a task head, score it."""

import json
from pathlib import Path
from typing import Any

from demux_core.cli.shared import Options, add_command, add_data, add_model, load_data, say
from demux_core.config import DEFAULT_SEED, TrainingConfig
from demux_core.files import atomic_write, replaceable
from demux_core.progress import to_stderr


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
    from demux_core.models import find
    from demux_core.training import MANIFEST, train

    out = replaceable(options.out, MANIFEST)
    config = TrainingConfig(
        epochs=options.epochs, lr=options.lr, batch_size=options.batch_size, seed=options.seed
    )
    dataset = load_data(options, "data")
    train(dataset, find(options.model), out, config, to_stderr())
    say(f"fine-tuned on {len(dataset):,} rows in {options.out}")


def _evaluate(options: Options) -> None:
    from demux_core.models import find
    from demux_core.prediction import evaluate

    result = evaluate(load_data(options, "data"), find(options.model), progress=to_stderr())
    text = json.dumps(result, ensure_ascii=False, indent=1)
    if options.out:
        atomic_write(options.out, text + "\n")
    else:
        print(text)

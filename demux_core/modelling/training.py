"""Fine-tune a task head (and the body below it) on labelled data. Imports torch where it is called."""

import json
import platform
import shutil
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from demux_core.base.config import TrainingConfig
from demux_core.base.errors import InputError
from demux_core.base.files import atomic_write
from demux_core.base.progress import Progress, silent
from demux_core.data.dataset import Dataset
from demux_core.modelling.inputs import Example, examples
from demux_core.modelling.models import Model, find_model

if TYPE_CHECKING:
    from torch import Tensor

    from demux_core.modelling.network import TaskModel

MANIFEST = "training.json"
# Raised whenever the same configuration would train another model than before; 1 where it is not named.
RECIPE = 2
_IGNORED = -100
_LEAST_REPLAY = 32
_WINDOW = 8
_MANY = 500


def train(
    dataset: Dataset,
    model: Model,
    out: Path,
    config: TrainingConfig | None = None,
    progress: Progress = silent,
    labels: Sequence[str] = (),
) -> Model:
    """Fine-tune ``model`` on ``dataset`` and write the result to ``out`` (whole or not at all).

    With English data this is the EN-FT step: the model that every selection and experiment starts from.
    ``labels`` are further ones that a new head is to know.

    Raises:
        InputError: rows without labels, or a model that was fine-tuned for another task.
    """
    from demux_core.modelling import network

    config = config or TrainingConfig()
    started = time.time()
    tokenizer = network.load_tokenizer(model)
    start = network.load_network(model, dataset.task)
    tuned = fit(start, tokenizer, dataset, config, progress, labels)
    manifest = {
        "model": model.name,
        "model_fingerprint": model.fingerprint,
        "data": dataset.name,
        "data_hash": dataset.content_hash,
        "rows": len(dataset),
        "config": asdict(config),
        "recipe": RECIPE,
        "seconds": round(time.time() - started, 1),
        "python": platform.python_version(),
        "versions": {name: version(name) for name in ("torch", "transformers")},
    }
    return write_model(tuned, tokenizer, out, manifest)


def write_model(tuned: "TaskModel", tokenizer: Any, out: Path, manifest: Mapping[str, Any]) -> Model:
    """Write a fine-tuned model and what it was made of to ``out``, whole or not at all."""
    from demux_core.modelling import network

    temporary = out.with_name(f".{out.name}.partial")
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir(parents=True)
    network.save_network(tuned, tokenizer, temporary)
    atomic_write(temporary / MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
    shutil.rmtree(out, ignore_errors=True)
    temporary.rename(out)
    return find_model(out)


def read_training_manifest(folder: Path) -> dict[str, Any]:
    """What ``train`` noted in ``folder``; empty where no finished model is there."""
    path = folder / MANIFEST
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else {}


def was_trained_from(folder: Path, data_hash: str, model_fingerprint: str, config: TrainingConfig) -> bool:
    """Whether ``folder`` holds the model that ``train`` makes of these."""
    made = read_training_manifest(folder)
    found = made.get("data_hash"), made.get("model_fingerprint"), made.get("config"), made.get("recipe", 1)
    return found == (data_hash, model_fingerprint, asdict(config), RECIPE)


def fit(
    model: "TaskModel",
    tokenizer: Any,
    dataset: Dataset,
    config: TrainingConfig,
    progress: Progress = silent,
    labels: Sequence[str] = (),
    replay: Dataset | None = None,
) -> "TaskModel":
    """Fine-tune ``model`` in place and return it; its head is kept where it knows all labels, else it is new.

    AdamW (fused), linear schedule with warm-up, weight decay 0, gradients clipped at 1; bfloat16 where the
    hardware has it; the word embeddings stay as they are (a table of 250,000 rows would cost most of a step).

    Args:
        model: where to start.
        tokenizer: the model's.
        dataset: labelled rows.
        config: epochs, rates, seed.
        progress: told after every step.
        labels: further labels that a new head is to know, though no row of ``dataset`` has them.
        replay: labelled rows, usually the English ones, of which every epoch mixes in as many as ``dataset``
            has (at least 32), drawn anew each time, so that the model keeps what it knew.
    """
    import torch

    from demux_core.modelling import network
    from demux_core.modelling.inference import collate

    known = sorted({*_labels(dataset), *labels})
    network.check_length(model, config.max_length)
    fresh = not set(known) <= set(model.settings.labels)
    if fresh:
        if len(known) < 2:
            raise InputError(f"training data must have two different labels, {dataset.name} has {known}")
        model = network.with_new_head(model, dataset.task, known, config.seed)
    items = _examples(dataset, tokenizer, model, config)
    others = _examples(replay, tokenizer, model, config) if replay is not None else []
    mixed = min(len(others), max(_LEAST_REPLAY, len(items)))
    size = config.batch_size or _batch_size(len(items) + mixed, known, network.device().type == "cuda")
    batches = -(-(len(items) + mixed) // size)
    epochs = config.epochs_of(batches)
    steps = epochs * batches
    optimizer, schedule = _optimizer(model, config, steps, config.head_factor if fresh else 1.0)
    generator = np.random.default_rng(config.seed)
    done = 0
    with torch.random.fork_rng():
        torch.manual_seed(config.seed)
        model.train()
        for _ in range(epochs):
            drawn = [others[i] for i in generator.permutation(len(others))[:mixed]]
            for part in _shuffled([*items, *drawn], size, generator):
                batch = collate([item.example for item in part], tokenizer.pad_token_id)
                with network.autocast():
                    _, scores = model(batch)
                assert scores is not None
                _loss(scores.float(), part).backward()
                torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
                optimizer.step()
                schedule.step()
                optimizer.zero_grad(set_to_none=True)
                done += 1
                progress("train", done, steps)
    return model.eval()


def _batch_size(count: int, labels: Sequence[str], gpu: bool) -> int:
    """Where most words are outside of anything, a batch teaches little and many steps are needed.

    1,500 sentences with named entities gave an F1 of 8 in batches of 32 and of 64 in batches of 8
    (``data/results``). Few texts have many epochs, and so many steps, anyhow.
    """
    if "O" in labels and count > _MANY:
        return 8
    return 64 if gpu else 32


@dataclass(frozen=True)
class _Item:
    """An example and what its head should say: a class, one for each position, or (start, end) tokens."""

    example: Example
    targets: int | list[int] | tuple[int, int]


def _labels(dataset: Dataset) -> list[str]:
    from demux_core.modelling.network import QA_OUTPUTS

    if not dataset.labelled:
        raise InputError(
            f"training data must be labelled, {dataset.name} has rows without "
            f"{'answers' if dataset.task == 'qa' else 'a label'}; add the labels or leave those rows out"
        )
    return list(QA_OUTPUTS) if dataset.task == "qa" else dataset.labels


def _examples(dataset: Dataset, tokenizer: Any, model: "TaskModel", config: TrainingConfig) -> list[_Item]:
    items = examples(
        dataset,
        range(len(dataset)),
        tokenizer,
        max_length=config.max_length,
        stride=config.stride,
        prefix=model.settings.prefix,
    )
    number = {label: i for i, label in enumerate(model.settings.labels)}
    column = {"sequence": "label", "token": "tags", "qa": "answers"}[dataset.task]
    gold = dataset.frame[column].tolist()
    if dataset.task == "sequence":
        return [_Item(item, number[gold[item.row]]) for item in items]
    if dataset.task == "token":
        return [_Item(item, [number[gold[item.row][word]] for word, _ in item.spans]) for item in items]
    return [_Item(item, answer_tokens(item, gold[item.row])) for item in items]


def answer_tokens(item: Example, answers: Sequence[dict[str, Any]]) -> tuple[int, int]:
    """First and last token of the answer in a window; (0, 0), the first token, where it is not inside."""
    start, end = answers[0]["start"], answers[0]["start"] + len(answers[0]["text"])
    inside = [
        position for position, (a, b) in zip(item.positions, item.spans, strict=True) if a < end and b > start
    ]
    covered = item.spans and item.spans[0][0] <= start and item.spans[-1][1] >= end
    return (inside[0], inside[-1]) if inside and covered else (0, 0)


def _loss(scores: "Tensor", part: Sequence[_Item]) -> "Tensor":
    import torch
    from torch.nn.functional import cross_entropy

    if part[0].example.task == "sequence":
        return cross_entropy(scores, torch.tensor([item.targets for item in part], device=scores.device))
    if part[0].example.task == "qa":
        targets = torch.tensor([item.targets for item in part], device=scores.device)
        # Only the context and the first token ("no answer here") compete, as they do when predicting.
        allowed = torch.zeros(scores.shape[:2], dtype=torch.bool)
        for i, item in enumerate(part):
            allowed[i, [0, *item.example.positions]] = True
        scores = scores.masked_fill(~allowed.to(scores.device).unsqueeze(-1), float("-inf"))
        return (
            cross_entropy(scores[..., 0], targets[:, 0]) + cross_entropy(scores[..., 1], targets[:, 1])
        ) / 2
    targets = torch.full(scores.shape[:2], _IGNORED)
    for i, item in enumerate(part):
        targets[i, list(item.example.positions)] = torch.tensor(item.targets)
    return cross_entropy(scores.flatten(0, 1), targets.flatten().to(scores.device), ignore_index=_IGNORED)


def _optimizer(model: "TaskModel", config: TrainingConfig, steps: int, factor: float) -> tuple[Any, Any]:
    import torch
    from transformers import get_linear_schedule_with_warmup

    model.body.get_input_embeddings().weight.requires_grad_(False)
    head = [] if model.head is None else list(model.head.parameters())
    body = [parameter for parameter in model.body.parameters() if parameter.requires_grad]
    groups: list[dict[str, Any]] = [{"params": body}, {"params": head, "lr": config.lr * factor}]
    optimizer = torch.optim.AdamW(groups[: 1 + bool(head)], lr=config.lr, weight_decay=0.0, fused=True)
    return optimizer, get_linear_schedule_with_warmup(optimizer, round(config.warmup * steps), steps)


def _shuffled(items: Sequence[_Item], size: int, generator: np.random.Generator) -> list[list[_Item]]:
    """Batches in random order; of any eight, each has items of like length, which halves the padding."""
    order = generator.permutation(len(items)).tolist()
    batches = []
    for start in range(0, len(order), _WINDOW * size):
        near = sorted(order[start : start + _WINDOW * size], key=lambda i: len(items[i].example))
        batches += [near[i : i + size] for i in range(0, len(near), size)]
    return [[items[i] for i in batches[number]] for number in generator.permutation(len(batches))]

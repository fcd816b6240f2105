"""Fine-tune a task head and the body below it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from demux_core.base.config import TrainingConfig
from demux_core.base.errors import InputError
from demux_core.base.progress import Progress, silent
from demux_core.data.dataset import Dataset
from demux_core.modelling.training_batches import TrainingBatches, TrainingItem, split_batch, training_items

if TYPE_CHECKING:
    from torch import Tensor

    from demux_core.modelling.network import TaskModel

_MIN_REPLAY = 32


@dataclass(frozen=True)
class TrainingData:
    """What a model is trained on.

    Args:
        dataset: labelled rows.
        labels: additional labels for a new head, which no row of ``dataset`` needs to have.
        replay: labelled rows, usually English; every epoch adds a new random draw of as many of them as
            ``dataset`` has rows (at least 32), so that the model keeps what it has learned.
    """

    dataset: Dataset
    labels: Sequence[str] = ()
    replay: Dataset | None = None

    def outputs(self) -> list[str]:
        """Return the sorted names of the outputs that a head needs.

        Raises:
            InputError: a row has no label.
        """
        task = self.dataset.task
        if not self.dataset.labelled:
            label = "a label" if task.has_label_set else task.label_column
            raise InputError(
                f"training data must be labelled, but {self.dataset.name} has rows without {label}; add the "
                f"labels or remove those rows"
            )
        return sorted({*(task.fixed_outputs or self.dataset.labels), *self.labels})


def fit(
    model: "TaskModel",
    tokenizer: Any,
    data: TrainingData,
    config: TrainingConfig,
    progress: Progress = silent,
) -> "TaskModel":
    """Fine-tune ``model`` in place and return it; a head that lacks labels is replaced by a new one.

    AdamW (fused), linear schedule with warm-up, weight decay 0, gradients clipped at 1; bfloat16 where the
    hardware is fast at it; word embeddings are frozen (updating 250,000 rows would take most of each step).
    A batch of long rows is computed in parts, whose gradients add up to that of the whole batch.

    Args:
        model: the starting point.
        tokenizer: the model's.
        data: labelled rows.
        config: epochs, rates, seed.
        progress: called after every step.

    Raises:
        InputError: a row has no label, or there are fewer than two labels.
    """
    import torch

    from demux_core.modelling.device import part_tokens

    start = model
    model = _with_matching_head(model, data, config)
    batches = _batches(model, tokenizer, data, config)
    head_factor = 1.0 if model is start else config.head_factor
    optimizer, schedule = optimizer_and_schedule(model, config, len(batches), head_factor)
    with torch.random.fork_rng():
        torch.manual_seed(config.seed)
        model.train()
        progress("train", 0, len(batches))
        for done, batch in enumerate(batches, start=1):
            accumulate_gradient(model, batch, tokenizer.pad_token_id, part_tokens(model.body.config))
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            optimizer.zero_grad(set_to_none=True)
            progress("train", done, len(batches))
    return model.eval()


def _with_matching_head(model: "TaskModel", data: TrainingData, config: TrainingConfig) -> "TaskModel":
    """Return the model itself if its head knows all labels, else its body under a new head."""
    from demux_core.modelling import network

    outputs = data.outputs()
    network.check_length(model, config.max_length)
    if set(outputs) <= set(model.settings.labels):
        return model
    if len(outputs) < 2:
        raise InputError(f"training data must have two different labels, {data.dataset.name} has {outputs}")
    return network.with_new_head(model, outputs, config.seed)


def _batches(
    model: "TaskModel", tokenizer: Any, data: TrainingData, config: TrainingConfig
) -> TrainingBatches:
    items = training_items(data.dataset, model, tokenizer, config)
    replay = [] if data.replay is None else training_items(data.replay, model, tokenizer, config)
    replay_size = min(len(replay), max(_MIN_REPLAY, len(items)))
    return TrainingBatches(items, replay, replay_size, data.outputs(), config)


def accumulate_gradient(
    model: "TaskModel", batch: Sequence[TrainingItem], padding: int, part_tokens: int
) -> None:
    """Add the gradient of a batch's mean loss, computed in parts (``split_batch``)."""
    decisions = _decisions(model, batch)
    for part in split_batch(batch, part_tokens):
        # The mean loss of a part without any decision is not a number.
        if share := _decisions(model, part) / max(decisions, 1):
            (_loss(model, part, padding) * share).backward()


def _decisions(model: "TaskModel", items: Sequence[TrainingItem]) -> int:
    """Over how many words or examples the task's loss of these items is the mean."""
    return sum(len(item.example.positions) for item in items) if model.task.labels_words else len(items)


def _loss(model: "TaskModel", batch: Sequence[TrainingItem], padding: int) -> "Tensor":
    from demux_core.modelling.device import autocast
    from demux_core.modelling.inference import collate

    examples = [item.example for item in batch]
    with autocast():
        _, scores = model(collate(examples, padding))
    assert scores is not None
    return model.task.loss(scores.float(), examples, [item.target for item in batch])


def optimizer_and_schedule(
    model: "TaskModel", config: TrainingConfig, steps: int, head_factor: float
) -> tuple[Any, Any]:
    """Return AdamW over all weights but the word embeddings, which are frozen, and its learning rates.

    Args:
        model: whose embeddings are frozen here.
        config: rates and warm-up.
        steps: number of batches.
        head_factor: how many times faster the head learns.
    """
    import torch
    from transformers import get_linear_schedule_with_warmup

    model.body.get_input_embeddings().weight.requires_grad_(False)
    head = [] if model.head is None else list(model.head.parameters())
    body = [parameter for parameter in model.body.parameters() if parameter.requires_grad]
    groups: list[dict[str, Any]] = [{"params": body}, {"params": head, "lr": config.lr * head_factor}]
    optimizer = torch.optim.AdamW(groups[: 1 + bool(head)], lr=config.lr, weight_decay=0.0, fused=True)
    return optimizer, get_linear_schedule_with_warmup(optimizer, round(config.warmup * steps), steps)

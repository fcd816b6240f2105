"""Fine-tune a task head and the body below it. Imports torch where it is called."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from demux_core.base.config import TrainingConfig
from demux_core.base.errors import InputError
from demux_core.base.progress import Progress, silent
from demux_core.data.dataset import Dataset
from demux_core.modelling.training_batches import TrainingBatches, TrainingItem, training_items

if TYPE_CHECKING:
    from torch import Tensor

    from demux_core.modelling.network import TaskModel

_LEAST_REPLAY = 32


@dataclass(frozen=True)
class TrainingData:
    """What a model is trained on.

    Args:
        dataset: labelled rows.
        labels: further labels that a new head must know, though no row of ``dataset`` has them.
        replay: labelled rows, usually the English ones, of which every epoch mixes in as many as ``dataset``
            has (at least 32), drawn anew each time, so that the model keeps what it knew.
    """

    dataset: Dataset
    labels: Sequence[str] = ()
    replay: Dataset | None = None

    def outputs(self) -> list[str]:
        """The sorted names of the outputs that a head needs.

        Raises:
            InputError: a row has no label.
        """
        task = self.dataset.task
        if not self.dataset.labelled:
            label = "a label" if task.has_label_set else task.label_column
            raise InputError(
                f"training data must be labelled, {self.dataset.name} has rows without {label}; add the "
                f"labels or leave those rows out"
            )
        return sorted({*(task.fixed_outputs or self.dataset.labels), *self.labels})


def fit(
    model: "TaskModel",
    tokenizer: Any,
    data: TrainingData,
    config: TrainingConfig,
    progress: Progress = silent,
) -> "TaskModel":
    """Fine-tune ``model`` in place and return it; its head is kept where it knows all labels, else it is new.

    AdamW (fused), linear schedule with warm-up, weight decay 0, gradients clipped at 1; bfloat16 where the
    hardware has it; the word embeddings stay as they are (a table of 250,000 rows would cost most of a step).

    Args:
        model: where to start.
        tokenizer: the model's.
        data: labelled rows.
        config: epochs, rates, seed.
        progress: told after every step.

    Raises:
        InputError: a row has no label, or there are fewer than two labels.
    """
    import torch

    from demux_core.modelling import network

    outputs = data.outputs()
    network.check_length(model, config.max_length)
    is_new_head = not set(outputs) <= set(model.settings.labels)
    if is_new_head:
        model = _with_new_head(model, outputs, data, config)
    batches = _batches(model, tokenizer, data, config)
    head_factor = config.head_factor if is_new_head else 1.0
    optimizer, schedule = _optimizer(model, config, len(batches), head_factor)
    with torch.random.fork_rng():
        torch.manual_seed(config.seed)
        model.train()
        for done, batch in enumerate(batches, start=1):
            _loss(model, batch, tokenizer.pad_token_id).backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            optimizer.zero_grad(set_to_none=True)
            progress("train", done, len(batches))
    return model.eval()


def _with_new_head(
    model: "TaskModel", outputs: Sequence[str], data: TrainingData, config: TrainingConfig
) -> "TaskModel":
    from demux_core.modelling import network

    if len(outputs) < 2:
        raise InputError(f"training data must have two different labels, {data.dataset.name} has {outputs}")
    return network.with_new_head(model, outputs, config.seed)


def _batches(
    model: "TaskModel", tokenizer: Any, data: TrainingData, config: TrainingConfig
) -> TrainingBatches:
    items = training_items(data.dataset, model, tokenizer, config)
    replay = [] if data.replay is None else training_items(data.replay, model, tokenizer, config)
    replayed = min(len(replay), max(_LEAST_REPLAY, len(items)))
    return TrainingBatches(items, replay, replayed, data.outputs(), config)


def _loss(model: "TaskModel", batch: Sequence[TrainingItem], padding: int) -> "Tensor":
    from demux_core.modelling import network
    from demux_core.modelling.inference import collate

    examples = [item.example for item in batch]
    with network.autocast():
        _, scores = model(collate(examples, padding))
    assert scores is not None
    return model.task.loss(scores.float(), examples, [item.target for item in batch])


def _optimizer(model: "TaskModel", config: TrainingConfig, steps: int, head_factor: float) -> tuple[Any, Any]:
    import torch
    from transformers import get_linear_schedule_with_warmup

    model.body.get_input_embeddings().weight.requires_grad_(False)
    head = [] if model.head is None else list(model.head.parameters())
    body = [parameter for parameter in model.body.parameters() if parameter.requires_grad]
    groups: list[dict[str, Any]] = [{"params": body}, {"params": head, "lr": config.lr * head_factor}]
    optimizer = torch.optim.AdamW(groups[: 1 + bool(head)], lr=config.lr, weight_decay=0.0, fused=True)
    return optimizer, get_linear_schedule_with_warmup(optimizer, round(config.warmup * steps), steps)

"""The model as a torch module: a transformer body, pooling and a linear task head.

It imports torch and transformers; import it only where a model runs.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import torch
import transformers
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from demux_core.base.config import Pooling
from demux_core.base.errors import InputError
from demux_core.modelling.device import device
from demux_core.modelling.models import Model, ModelSettings
from demux_core.tasks.base import Task

# The command line and the pages show progress of their own.
transformers.utils.logging.disable_progress_bar()
transformers.utils.logging.set_verbosity_error()

HEAD = "head.safetensors"
# Without these, transformers asks on the terminal whether a model may run its own code.
_LOCAL = {"local_files_only": True, "trust_remote_code": False}


class TaskModel(nn.Module):
    """A transformer that gives hidden states and, with a head, class scores.

    Args:
        body: a transformers model, either bare (with ``head``) or with its own head (``head`` is None).
        head: linear layer (hidden -> classes), or None.
        settings: pooling, prefix, the head's task and labels (the names of its outputs).
        task: what the model is used for, whether it has a head or not.
    """

    def __init__(self, body: Any, head: nn.Linear | None, settings: ModelSettings, task: Task) -> None:
        super().__init__()
        self.body = body
        self.head = head
        self.settings = settings
        self.task = task
        # The same rate as inside the body.
        self.dropout = nn.Dropout(float(getattr(body.config, "hidden_dropout_prob", 0.1)))

    @property
    def has_scores(self) -> bool:
        """Whether the model has a trained head."""
        return bool(self.settings.labels)

    def forward(self, batch: dict[str, Tensor]) -> tuple[Tensor, Tensor | None]:
        """Return hidden states (b, t, dim) and, with a head, scores (b, outputs) or (b, t, outputs)."""
        needs_all = self.head is None and self.has_scores
        return self._states_and_scores(self.body(**batch, output_hidden_states=needs_all), batch)

    def with_layer(self, batch: dict[str, Tensor], depth: float) -> tuple[Tensor, Tensor | None, Tensor]:
        """Return what ``forward`` returns, and the hidden states (b, t, dim) of the layer at ``depth``.

        Args:
            batch: as for ``forward``.
            depth: share of the layers, 0 the embeddings, 1 the last layer.
        """
        output = self.body(**batch, output_hidden_states=True)
        layers = output.hidden_states
        return *self._states_and_scores(output, batch), layers[round(depth * (len(layers) - 1))]

    def _states_and_scores(self, output: Any, batch: dict[str, Tensor]) -> tuple[Tensor, Tensor | None]:
        hidden = _last_states(output)
        if self.head is None:
            return hidden, self.task.transformers_scores(output) if self.has_scores else None
        if self.task.pooled_head:
            return hidden, self.head(
                self.dropout(pool(hidden, batch["attention_mask"], self.settings.pooling))
            )
        return hidden, self.head(self.dropout(hidden))


def pool(hidden: Tensor, mask: Tensor, pooling: Pooling) -> Tensor:
    """Return one vector per text, (b, dim): its first token's state, or the mean over its tokens."""
    if pooling == "first":
        return hidden[:, 0]
    weights = mask.unsqueeze(-1).to(hidden.dtype)
    return (hidden * weights).sum(1) / weights.sum(1)


def load_network(model: Model, task: Task) -> TaskModel:
    """Load ``model`` for ``task`` in float32, with the head it was saved with, if any.

    Raises:
        InputError: the model was fine-tuned for another task, or its type is unknown.
    """
    settings = model.settings
    if settings.task not in (None, task.name):
        raise InputError(
            f"the data is for the task {task.name}, but model {model.name!r} was fine-tuned for "
            f"{settings.task}; fine-tune a model on labelled {task.name} data first: "
            f"`python -m demux_core train`"
        )
    config = _load_config(model)
    options: dict[str, Any] = {"config": config, "dtype": torch.float32, "use_safetensors": True, **_LOCAL}
    head = None
    if (model.folder / HEAD).exists():
        head, body = _load_head(model.folder), _load_body(model.folder, options)
    elif any(name.endswith(task.head_class) for name in config.architectures or ()):
        body = _load_complete(getattr(transformers, f"AutoModel{task.head_class}"), model.folder, **options)
        labels = task.fixed_outputs or tuple(config.id2label[i] for i in range(config.num_labels))
        settings = replace(settings, task=task.name, labels=labels)
    else:
        body = _load_body(model.folder, options)
    return TaskModel(body, head, settings, task).to(device())


def load_tokenizer(model: Model) -> Any:
    """Load the model's tokenizer.

    Raises:
        InputError: the tokenizer is not "fast", so it does not know where its tokens come from in the text.
    """
    tokenizer = transformers.AutoTokenizer.from_pretrained(model.folder, **_LOCAL)
    if not tokenizer.is_fast:
        raise InputError(
            f"model {model.name!r} must have a fast tokenizer, got {type(tokenizer).__name__}; "
            f"save it again with a current version of transformers"
        )
    return tokenizer


def check_length(model: TaskModel, max_length: int) -> None:
    """Refuse a ``max_length`` in tokens that exceeds the positions of the model.

    Raises:
        InputError: it does.
    """
    config = model.body.config
    # Position ids of the RoBERTa family start after the padding id.
    offset = config.pad_token_id + 1 if "roberta" in config.model_type else 0
    limit = config.max_position_embeddings - offset
    if max_length > limit:
        raise InputError(f"max_length must be at most {limit} tokens for this model, got {max_length}")


def with_new_head(model: TaskModel, labels: Sequence[str], seed: int) -> TaskModel:
    """Return the same body under a new linear head for ``labels``."""
    body = model.body
    # Of a body with its own head, keep only the transformer below it.
    bare = getattr(body, body.base_model_prefix, body) if model.head is None else body
    head = nn.Linear(bare.config.hidden_size, len(labels))
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        nn.init.normal_(head.weight, std=0.02)
        nn.init.zeros_(head.bias)
    settings = replace(model.settings, task=model.task.name, labels=tuple(labels))
    return TaskModel(bare, head, settings, model.task).to(device())


def save_network(model: TaskModel, tokenizer: Any, folder: Path) -> None:
    """Write body, head, settings and tokenizer as safetensors and JSON."""
    model.body.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    if model.head is not None:
        save_file({k: v.detach().cpu() for k, v in model.head.state_dict().items()}, folder / HEAD)
    model.settings.save(folder)


def _last_states(output: Any) -> Tensor:
    last = getattr(output, "last_hidden_state", None)
    return cast(Tensor, last if last is not None else output.hidden_states[-1])


def _load_config(model: Model) -> Any:
    try:
        return transformers.AutoConfig.from_pretrained(model.folder, **_LOCAL)
    except (ValueError, TypeError) as error:
        raise InputError(
            f"model {model.name!r} must be of a type that transformers {transformers.__version__} supports, "
            f"but its config.json names none; use another model"
        ) from error


def _load_head(folder: Path) -> nn.Linear:
    weights = load_file(folder / HEAD)
    outputs, inputs = weights["weight"].shape
    head = nn.Linear(inputs, outputs)
    head.load_state_dict(weights)
    return head


def _load_body(folder: Path, options: dict[str, Any]) -> Any:
    # The pooler is never used, and a body trained without one would get a random one.
    try:
        return _load_complete(transformers.AutoModel, folder, add_pooling_layer=False, **options)
    except TypeError:
        return _load_complete(transformers.AutoModel, folder, **options)


def _load_complete(model_class: Any, folder: Path, **options: Any) -> Any:
    """Load a model whose file has all weights; transformers would give missing layers random ones."""
    model, loading_info = model_class.from_pretrained(folder, output_loading_info=True, **options)
    if missing := sorted(name for name in loading_info["missing_keys"] if "pooler" not in name):
        raise InputError(
            f"model {folder.name!r} must have the weights of every layer, but {len(missing):,} are missing, "
            f"first {missing[0]}; save the complete transformer with `save_pretrained`"
        )
    return model

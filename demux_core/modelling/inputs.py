"""Turn rows of a dataset into model inputs."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from demux_core.base.config import EncodingConfig, TrainingConfig
from demux_core.data.dataset import Dataset
from demux_core.tasks.model_inputs import Example, Tokenization

if TYPE_CHECKING:
    from demux_core.modelling.network import TaskModel


def tokenize(
    dataset: Dataset,
    rows: Sequence[int],
    model: "TaskModel",
    tokenizer: Any,
    config: EncodingConfig | TrainingConfig,
) -> list[Example]:
    """Tokenize these rows of a dataset, in order; a row with a long context gives several examples.

    Args:
        dataset: the rows and their task.
        rows: positions in ``dataset``.
        model: gives every text its prefix.
        tokenizer: the model's.
        config: maximum length of examples and overlap of neighbouring windows.
    """
    tokenization = Tokenization(tokenizer, config.max_length, config.stride, model.settings.prefix)
    positions = list(rows)
    return dataset.task.examples(dataset.frame.iloc[positions], positions, tokenization)

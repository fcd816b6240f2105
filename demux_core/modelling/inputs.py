"""From rows of a dataset to model inputs."""

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
    """The examples of these rows of a dataset, in order; a long context gives a row several.

    Args:
        dataset: whose task says how.
        rows: positions in ``dataset``.
        model: whose prefix every text gets.
        tokenizer: the model's.
        config: how long examples are, and what neighbouring windows share.
    """
    tokenization = Tokenization(tokenizer, config.max_length, config.stride, model.settings.prefix)
    positions = list(rows)
    return dataset.task.examples(dataset.frame.iloc[positions], positions, tokenization)

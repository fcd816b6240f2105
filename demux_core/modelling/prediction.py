"""What a fine-tuned model answers, and how good the answers are."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from demux_core.base.config import EncodingConfig
from demux_core.base.errors import InputError
from demux_core.base.progress import Progress, silent
from demux_core.data.dataset import Dataset
from demux_core.modelling.inputs import tokenize
from demux_core.modelling.metrics import score
from demux_core.modelling.models import Model

if TYPE_CHECKING:
    from demux_core.modelling.inference import Output
    from demux_core.modelling.network import TaskModel

_SLICE = 512


def evaluate(
    dataset: Dataset, model: Model, config: EncodingConfig | None = None, progress: Progress = silent
) -> dict[str, Any]:
    """Score a fine-tuned model on labelled data: ``metrics.score`` plus the model's name.

    Raises:
        InputError: the model has no head for the task, or the data has no labels.
    """
    from demux_core.modelling import network

    loaded = network.load_network(model, dataset.task)
    tokenizer = network.load_tokenizer(model)
    predictions = predict(dataset, loaded, tokenizer, config or EncodingConfig(), progress)
    return {"model": model.name, "data": dataset.name, **score(dataset, predictions)}


def predict(
    dataset: Dataset,
    model: "TaskModel",
    tokenizer: Any,
    config: EncodingConfig,
    progress: Progress = silent,
) -> list[Any]:
    """One prediction a row, such as a label, a list of tags, or the text of an answer."""
    from demux_core.modelling.inference import run

    if not model.has_scores:
        raise InputError(
            "this model has no task head, so it cannot predict; fine-tune it on labelled data first: "
            "`python -m demux_core train`"
        )
    predictions: list[Any] = []
    lengths = np.array([len(text) for text in dataset.texts])
    order = np.argsort(-lengths, kind="stable").tolist()
    for start in range(0, len(order), _SLICE):
        rows = order[start : start + _SLICE]
        items = tokenize(dataset, rows, model, tokenizer, config)
        outputs = sorted(run(model, items, tokenizer.pad_token_id), key=lambda output: output.index)
        scores = [_scores(output) for output in outputs]
        predictions.extend(dataset.task.decode(dataset.frame, items, scores, model.settings.labels))
        progress("predict", start + len(rows), len(order))
    in_order = sorted(zip(order, predictions, strict=True), key=lambda pair: pair[0])
    return [prediction for _, prediction in in_order]


def _scores(output: "Output") -> NDArray[np.float32]:
    assert output.scores is not None
    if np.isnan(output.scores).any():
        raise InputError(
            "the model's scores are no numbers: its training diverged; train it with a lower --lr"
        )
    return output.scores

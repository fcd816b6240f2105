"""What a fine-tuned model answers, and how good the answers are."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from demux_core.base.config import EncodingConfig
from demux_core.base.errors import InputError
from demux_core.base.progress import Progress, silent
from demux_core.data.dataset import Dataset
from demux_core.modelling.inputs import Example, examples
from demux_core.modelling.metrics import score
from demux_core.modelling.models import Model

if TYPE_CHECKING:
    from demux_core.modelling.inference import Output
    from demux_core.modelling.network import TaskModel

MAX_ANSWER_TOKENS = 30
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
    """One prediction a row: a label, a list of tags, or an answer text."""
    from demux_core.modelling.inference import run

    if not model.has_scores:
        raise InputError(
            "this model has no task head, so it cannot predict; fine-tune it on labelled data first: "
            "`python -m demux_core train`"
        )
    answers: list[Any] = []
    lengths = np.array([len(text) for text in dataset.texts])
    order = np.argsort(-lengths, kind="stable").tolist()
    for start in range(0, len(order), _SLICE):
        rows = order[start : start + _SLICE]
        items = examples(
            dataset,
            rows,
            tokenizer,
            max_length=config.max_length,
            stride=config.stride,
            prefix=model.settings.prefix,
        )
        outputs = sorted(run(model, items, tokenizer.pad_token_id), key=lambda output: output.index)
        answers.extend(_decode(dataset, model.settings.labels, items, outputs))
        progress("predict", start + len(rows), len(order))
    return [answer for _, answer in sorted(zip(order, answers, strict=True), key=lambda pair: pair[0])]


def best_span(scores: NDArray[np.float32], longest: int = MAX_ANSWER_TOKENS) -> tuple[float, int, int]:
    """Score (log-probability), first and last position of the likeliest answer in a window.

    Args:
        scores: (1 + tokens, 2) start and end logits; line 0 means "no answer here" and only normalizes.
        longest: answers have at most this many tokens.
    """
    logs = scores.astype(np.float64)
    logs = logs - logs.max(axis=0)
    logs = (logs - np.log(np.exp(logs).sum(axis=0)))[1:]
    pairs = logs[:, None, 0] + logs[None, :, 1]
    distance = np.arange(len(logs))[None, :] - np.arange(len(logs))[:, None]
    pairs[(distance < 0) | (distance >= longest)] = -np.inf
    start, end = np.unravel_index(np.argmax(pairs), pairs.shape)
    return float(pairs[start, end]), int(start), int(end)


def _decode(
    dataset: Dataset, labels: Sequence[str], items: Sequence[Example], outputs: Sequence["Output"]
) -> list[Any]:
    """Predictions of the rows of ``items``, in their order."""
    if dataset.task == "sequence":
        return [labels[int(np.argmax(_scores(output)))] for output in outputs]
    if dataset.task == "token":
        # Words beyond the model's length get the tag that means nothing, or the first one.
        rest = "O" if "O" in labels else labels[0]
        found = []
        for item, output in zip(items, outputs, strict=True):
            tags = [rest] * len(dataset.frame["tokens"].iloc[item.row])
            for (word, _), best in zip(item.spans, _scores(output).argmax(axis=1), strict=True):
                tags[word] = labels[int(best)]
            found.append(tags)
        return found
    likeliest: dict[int, tuple[float, str]] = {}
    for item, output in zip(items, outputs, strict=True):
        context = dataset.frame["context"].iloc[item.row]
        if not item.positions:
            likeliest.setdefault(item.row, (-np.inf, ""))
            continue
        likelihood, start, end = best_span(_scores(output))
        text = context[item.spans[start][0] : item.spans[end][1]].strip()
        if likelihood > likeliest.get(item.row, (-np.inf, ""))[0]:
            likeliest[item.row] = likelihood, text
    return [text for _, text in likeliest.values()]


def _scores(output: "Output") -> NDArray[np.float32]:
    assert output.scores is not None
    if np.isnan(output.scores).any():
        raise InputError(
            "the model's scores are no numbers: its training diverged; train it with a lower --lr"
        )
    return output.scores

"""Text classification: one class for each text or pair of texts."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from demux_core.base.errors import InputError
from demux_core.base.plurals import counted
from demux_core.tasks.base import Task
from demux_core.tasks.cell_values import strings
from demux_core.tasks.class_scores import classification_scores
from demux_core.tasks.columns import Column
from demux_core.tasks.content_rules import MAX_NAME, refuse_empty
from demux_core.tasks.margins import Measures, decide, negated
from demux_core.tasks.metric import Metric
from demux_core.tasks.model_inputs import Example, Tokenization, token_ids
from demux_core.tasks.text_pairs import KEY, SHOWN, join_pairs

if TYPE_CHECKING:
    import pandas as pd
    from torch import Tensor

_LONG_TEXT = 2_000
_FIRST_TEXTS = (
    *("text", "sentence", "utterance", "utt", "review", "content", "tweet", "document"),
    *("premise", "sentence1", "text_a", "text1"),
)
_LABELS = ("label", "intent", "category", "class", "sentiment", "topic", "gold_label", "labels")


class Classification(Task):
    """Texts, or pairs of texts, with one class each."""

    name = "sequence"
    title = "Text classification"
    description = "sorting texts into classes"
    columns = (
        Column("text", _FIRST_TEXTS, "Text", required=True),
        Column(
            "text_b",
            ("text_b", "hypothesis", "sentence2", "text2"),
            "Second text",
            "For pairs of texts, such as a premise and a hypothesis.",
        ),
        Column("label", _LABELS, "Label"),
    )
    label_column = "label"
    lone_column = "text"
    head_class = "ForSequenceClassification"
    pooled_head = True
    annotation_widget = "choose label"
    measures = ("margin", "margin_log")

    def parse(self, values: "Mapping[str, pd.Series[Any]]", index: "pd.Index[int]") -> dict[str, list[Any]]:
        texts = strings(values.get("text"), index, "text")
        seconds = strings(values.get("text_b"), index, "text_b")
        labels = strings(values.get("label"), index, "label", MAX_NAME)
        refuse_empty(texts, index, "text")
        return {"text": texts, "text_b": seconds, "label": labels}

    def content_keys(self, frame: "pd.DataFrame") -> list[str]:
        return join_pairs(frame["text"], frame["text_b"], KEY)

    def texts(self, frame: "pd.DataFrame") -> list[str]:
        return join_pairs(frame["text"], frame["text_b"], SHOWN)

    def language_texts(self, frame: "pd.DataFrame") -> list[str]:
        return list(frame["text"])

    def notes(self, frame: "pd.DataFrame") -> list[str]:
        pairs = zip(frame["text"], frame["text_b"], strict=True)
        long = sum(len(first) + len(second or "") > _LONG_TEXT for first, second in pairs)
        if not long:
            return []
        return [f"{counted(long, 'text')} longer than {_LONG_TEXT:,} characters: models read the start"]

    def names_in(self, label: Any) -> Sequence[str]:
        return (label,) if isinstance(label, str) else ()

    def label_of(self, names: Sequence[str]) -> str:
        return names[0]

    def check_label(self, row: "pd.Series[Any]", label: Any) -> None:
        if not isinstance(label, str) or not label.strip():
            raise InputError(f"a label must be a non-empty string, got {label!r}; choose one")

    def label_text(self, label: str) -> str:
        return str(label)

    def shown_texts(self, row: "pd.Series[Any]") -> dict[str, str]:
        second = {} if row["text_b"] is None else {"text_b": row["text_b"]}
        return {"text": row["text"]} | second

    def examples(
        self, frame: "pd.DataFrame", rows: Sequence[int], tokenization: Tokenization
    ) -> list[Example]:
        # Tokenize pairs and single texts separately: a row must look the same whatever else is in its batch.
        is_single = frame["text_b"].isna()
        examples: dict[int, Example] = {}
        for group in (is_single, ~is_single):
            part = frame[group]
            if len(part):
                batch = _tokenized(part, tokenization, pairs=group is not is_single)
                places = np.flatnonzero(group)
                for place, ids, types in zip(places.tolist(), *token_ids(batch), strict=True):
                    examples[place] = Example(rows[place], ids, types)
        return [examples[place] for place in range(len(frame))]

    def target(self, example: Example, label: str, classes: Mapping[str, int]) -> int:
        return classes[label]

    def loss(self, scores: "Tensor", examples: Sequence[Example], targets: Sequence[int]) -> "Tensor":
        import torch
        from torch.nn.functional import cross_entropy

        return cross_entropy(scores, torch.tensor(targets, device=scores.device))

    def uncertainty(
        self, scores: Sequence[NDArray[np.float32]], examples_per_row: NDArray[np.int64]
    ) -> Measures:
        return class_uncertainty(np.stack(scores))

    def decode(
        self,
        frame: "pd.DataFrame",
        examples: Sequence[Example],
        scores: Sequence[NDArray[np.float32]],
        outputs: Sequence[str],
    ) -> list[str]:
        return [outputs[int(np.argmax(line))] for line in scores]

    def metric(self, label_set: Sequence[str]) -> Metric:
        return Metric("accuracy", classification_scores, _row_parts)


def class_uncertainty(logits: ArrayLike) -> Measures:
    """Compute the uncertainty of one decision per row.

    Args:
        logits: (n, classes) raw scores, of any scale.

    Raises:
        InputError: the best score of a row is not finite.
    """
    _, margin, margin_log = decide(logits)
    return {"margin": negated(margin), "margin_log": negated(margin_log)}


def _tokenized(frame: "pd.DataFrame", tokenization: Tokenization, pairs: bool) -> Any:
    prefix = tokenization.prefix
    firsts = [prefix + text for text in frame["text"]]
    seconds = [prefix + text for text in frame["text_b"]] if pairs else None
    return tokenization.tokenizer(firsts, seconds, truncation=True, max_length=tokenization.max_length)


def _row_parts(gold: str, predicted: str) -> tuple[float, float]:
    return float(gold == predicted), 1.0

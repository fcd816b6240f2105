"""Question answering: the answer to a question is a span of its context."""

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from demux_core.base.errors import InputError
from demux_core.tasks.answer_scores import ANSWER_METRIC
from demux_core.tasks.answer_spans import SPAN_MEASURES, best_span, span_uncertainty
from demux_core.tasks.answers import check_answer, parse_answers
from demux_core.tasks.base import Task
from demux_core.tasks.cell_values import unstripped_strings
from demux_core.tasks.columns import Column
from demux_core.tasks.content_rules import refuse_empty
from demux_core.tasks.margins import Measures
from demux_core.tasks.metric import Metric
from demux_core.tasks.model_inputs import Example, Tokenization, token_ids
from demux_core.tasks.spans import Span, trimmed
from demux_core.tasks.text_pairs import KEY, SHOWN, join_pairs

if TYPE_CHECKING:
    import pandas as pd
    from torch import Tensor

Answer = dict[str, Any]
# A question gets at most this share of a window; the rest, except the special tokens, is context.
_QUESTION_SHARE = 0.25
_SPECIALS = 8
_SPAN_NAME = "answer"


class QuestionAnswering(Task):
    """Questions, each with the context that contains its answer."""

    name = "qa"
    title = "Question answering"
    description = "answering questions from texts"
    columns = (
        Column("question", ("question",), "Question", required=True),
        Column("context", ("context",), "Context", required=True),
        Column("answers", ("answers", "answer"), "Answers", holds_lists=True),
    )
    label_column = "answers"
    head_class = "ForQuestionAnswering"
    fixed_outputs = ("start", "end")
    annotation_widget = "mark answer"
    marks_spans = True
    marked_text = "context"
    measures = SPAN_MEASURES
    scoring_version = 2

    def parse(self, values: "Mapping[str, pd.Series[Any]]", index: "pd.Index[int]") -> dict[str, list[Any]]:
        parsed: dict[str, list[Any]] = {}
        for name in ("question", "context"):
            parsed[name] = unstripped_strings(values.get(name), index, name)
            refuse_empty(parsed[name], index, name)
        cells = values.get("answers", [None] * len(index))
        parsed["answers"] = [parse_answers(cell, row) for cell, row in zip(cells, index, strict=True)]
        for answers, context, row in zip(parsed["answers"], parsed["context"], index, strict=True):
            for answer in answers:
                check_answer(answer, context, row)
        return parsed

    def content_keys(self, frame: "pd.DataFrame") -> list[str]:
        return join_pairs(frame["question"], frame["context"], KEY)

    def texts(self, frame: "pd.DataFrame") -> list[str]:
        return join_pairs(frame["question"], frame["context"], SHOWN)

    def language_texts(self, frame: "pd.DataFrame") -> list[str]:
        # The context may be in another language.
        return list(frame["question"])

    def names_in(self, label: Any) -> Sequence[str]:
        return ()

    @property
    def no_label(self) -> list[Answer]:
        return []

    def check_label(self, row: "pd.Series[Any]", label: Any) -> None:
        if not isinstance(label, dict) or set(label) != {"text", "start"} or type(label["start"]) is not int:
            raise InputError('an answer must be {"text": ..., "start": ...}; mark it in the context')
        check_answer(label, row["context"], 0)

    def stored_label(self, label: Answer) -> list[Answer]:
        return [label]

    def given_labels(self, stored: Sequence[Answer]) -> list[Answer]:
        return list(stored)

    def decisions(self, label: Answer) -> list[str]:
        return [f"{label['start']} {label['text']}"]

    def shown_texts(self, row: "pd.Series[Any]") -> dict[str, str]:
        return {"question": row["question"], "context": row["context"]}

    def span_names(self, known: Collection[str]) -> list[str]:
        return [_SPAN_NAME]

    def spans(self, row: "pd.Series[Any]", label: Answer, known: Collection[str]) -> list[Span]:
        return [Span(label["start"], label["start"] + len(label["text"]), _SPAN_NAME)]

    def label_from_spans(
        self, row: "pd.Series[Any]", spans: Sequence[Span], known: Collection[str]
    ) -> Answer:
        if len(spans) != 1:
            raise InputError(f"a question must have one answer, got {len(spans)}; keep one")
        start, end, _ = trimmed(row["context"], spans[0])
        return {"text": row["context"][start:end], "start": start}

    def label_text(self, label: Sequence[Answer]) -> str:
        return " / ".join(answer["text"] for answer in label)

    def label_summary(self, label: Sequence[Answer]) -> str:
        return "answered"

    def same_label(self, label: Sequence[Answer], other: Sequence[Answer]) -> bool:
        return any(label[0]["text"] == answer["text"] for answer in other)

    def examples(
        self, frame: "pd.DataFrame", rows: Sequence[int], tokenization: Tokenization
    ) -> list[Example]:
        """Return one example per window of each context, in order."""
        tokenizer, longest = tokenization.tokenizer, int(tokenization.max_length * _QUESTION_SHARE)
        batch = tokenizer(
            [_cut(tokenization.prefix + question, tokenizer, longest) for question in frame["question"]],
            list(frame["context"]),
            truncation="only_second",
            max_length=tokenization.max_length,
            # The context part of a window must be longer than the overlap of neighbouring windows.
            stride=min(tokenization.stride, tokenization.max_length - longest - _SPECIALS),
            return_overflowing_tokens=True,
            return_offsets_mapping=True,
        )
        examples = []
        places = batch["overflow_to_sample_mapping"]
        for i, (ids, types, offsets) in enumerate(
            zip(*token_ids(batch), batch["offset_mapping"], strict=True)
        ):
            context = [p for p, side in enumerate(batch.sequence_ids(i)) if side == 1]
            spans = tuple(tuple(offsets[p]) for p in context)
            examples.append(Example(rows[places[i]], ids, types, tuple(context), spans))
        return examples

    def target(
        self, example: Example, label: Sequence[Answer], classes: Mapping[str, int]
    ) -> tuple[int, int]:
        """Return first and last token of the first answer, or (0, 0) if it is not in the window."""
        start, end = label[0]["start"], label[0]["start"] + len(label[0]["text"])
        spans = example.spans
        inside = [p for p, (a, b) in zip(example.positions, spans, strict=True) if a < end and b > start]
        covered = spans and spans[0][0] <= start and spans[-1][1] >= end
        return (inside[0], inside[-1]) if inside and covered else (0, 0)

    def loss(
        self, scores: "Tensor", examples: Sequence[Example], targets: Sequence[tuple[int, int]]
    ) -> "Tensor":
        import torch
        from torch.nn.functional import cross_entropy

        ends = torch.tensor(targets, device=scores.device)
        # Only the context and the first token ("no answer here") compete, as they do when predicting.
        allowed = torch.zeros(scores.shape[:2], dtype=torch.bool)
        for i, example in enumerate(examples):
            allowed[i, [0, *example.positions]] = True
        scores = scores.masked_fill(~allowed.to(scores.device).unsqueeze(-1), float("-inf"))
        return (cross_entropy(scores[..., 0], ends[:, 0]) + cross_entropy(scores[..., 1], ends[:, 1])) / 2

    def transformers_scores(self, output: Any) -> "Tensor | None":
        import torch

        if "start_logits" not in output:
            return None
        return torch.stack([output.start_logits, output.end_logits], dim=-1)

    def scored_positions(self, example: Example) -> list[int]:
        """The first token, which says "no answer here", and the context's tokens."""
        # A window whose context has no token keeps the first one as its only choice.
        return [0, *(example.positions or [0])]

    def uncertainty(
        self, scores: Sequence[NDArray[np.float32]], examples_per_row: NDArray[np.int64]
    ) -> Measures:
        flat = np.concatenate(scores)
        return span_uncertainty(flat[:, 0], flat[:, 1], [len(window) for window in scores], examples_per_row)

    def decode(
        self,
        frame: "pd.DataFrame",
        examples: Sequence[Example],
        scores: Sequence[NDArray[np.float32]],
        outputs: Sequence[str],
    ) -> list[str]:
        likeliest: dict[int, tuple[float, str]] = {}
        for example, window in zip(examples, scores, strict=True):
            best = likeliest.setdefault(example.row, (-np.inf, ""))
            if not example.positions:
                continue
            likelihood, first, last = best_span(window)
            if likelihood > best[0]:
                context = frame["context"].iloc[example.row]
                text = context[example.spans[first][0] : example.spans[last][1]].strip()
                likeliest[example.row] = likelihood, text
        return [text for _, text in likeliest.values()]

    def gold(self, frame: "pd.DataFrame") -> list[list[str]]:
        return [[answer["text"] for answer in answers] for answers in frame["answers"]]

    def metric(self, label_set: Sequence[str]) -> Metric:
        return ANSWER_METRIC


def _cut(question: str, tokenizer: Any, limit: int) -> str:
    offsets = tokenizer(question, add_special_tokens=False, return_offsets_mapping=True)["offset_mapping"]
    return question if len(offsets) <= limit else question[: offsets[limit - 1][1]]

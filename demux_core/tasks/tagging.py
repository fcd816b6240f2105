"""Token labelling: one tag for each word of a sentence; BIO tags mark entities."""

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from demux_core.base.errors import InputError
from demux_core.base.plurals import counted
from demux_core.tasks.base import Task
from demux_core.tasks.bio import (
    OUTSIDE,
    check_bio,
    entities,
    entity_types,
    has_entities,
    tags_of_types,
)
from demux_core.tasks.cell_values import strings, word_lists
from demux_core.tasks.columns import Column
from demux_core.tasks.content_rules import MAX_TEXT, refuse, refuse_long, refuse_unreadable
from demux_core.tasks.margins import SURE, Measures, decide, mean_of_runs, negated, reduce_runs, run_lengths
from demux_core.tasks.metric import Metric
from demux_core.tasks.model_inputs import Example, Tokenization, token_ids
from demux_core.tasks.spans import Span, entity_spans, entity_tags, plain_tags, tag_spans
from demux_core.tasks.tag_scores import ENTITY_METRIC, TAG_METRIC
from demux_core.tasks.word_splitting import split_words

if TYPE_CHECKING:
    import pandas as pd
    from torch import Tensor

_LONG_SENTENCE = 400
_IGNORED = -100


class Tagging(Task):
    """Sentences, with one tag for each word."""

    name = "token"
    title = "Token labelling"
    description = "marking words in texts"
    columns = (
        Column("tokens", ("tokens", "words"), "Words", required=True, holds_lists=True),
        Column("tags", ("tags", "ner_tags", "pos_tags", "upos", "labels"), "Tags", holds_lists=True),
    )
    stand_ins = (
        Column(
            "text",
            ("text", "sentence"),
            "Text",
            "Plain text, for files without words and tags. It is split into words and punctuation.",
            stands_for="tokens",
            note="plain text, split into words and punctuation; Chinese and Hiragana into characters",
        ),
    )
    label_column = "tags"
    head_class = "ForTokenClassification"
    labels_words = True
    annotation_widget = "tag words"
    marks_spans = True
    measures = (
        *("margin_min", "margin_mean", "margin_max", "mnlp"),
        *("margin_min_log", "margin_mean_log", "margin_max_log"),
    )
    offers_entities = True

    def parse(self, values: "Mapping[str, pd.Series[Any]]", index: "pd.Index[int]") -> dict[str, list[Any]]:
        tokens = _tokens(values, index)
        tags = [row or None for row in word_lists(values.get("tags"), index, "tags")]
        refuse(
            "tokens must not be empty", [row for row, words in zip(index, tokens, strict=True) if not words]
        )
        for name, lists in (("tokens", tokens), ("tags", tags)):
            joined = [" ".join(words or ()) for words in lists]
            refuse_unreadable(joined, index, name)
            refuse_long(joined, index, name, MAX_TEXT)
        _check_tags(tokens, tags, index)
        return {"tokens": tokens, "tags": tags}

    def content_keys(self, frame: "pd.DataFrame") -> list[str]:
        return ["\0".join(tokens) for tokens in frame["tokens"]]

    def texts(self, frame: "pd.DataFrame") -> list[str]:
        return [" ".join(tokens) for tokens in frame["tokens"]]

    def word_counts(self, frame: "pd.DataFrame") -> list[int]:
        return [len(tokens) for tokens in frame["tokens"]]

    def notes(self, frame: "pd.DataFrame") -> list[str]:
        long = sum(len(tokens) > _LONG_SENTENCE for tokens in frame["tokens"])
        if not long:
            return []
        return [f"{counted(long, 'sentence')} longer than {_LONG_SENTENCE} tokens: models read the start"]

    def names_in(self, label: Any) -> Sequence[str]:
        return label if isinstance(label, list) else ()

    def label_of(self, names: Sequence[str]) -> list[str]:
        return list(names)

    def complete_label_set(self, names: Collection[str]) -> list[str]:
        return tags_of_types(sorted(entity_types(names))) if has_entities(names) else sorted(names)

    def typed_names(self, names: Collection[str]) -> list[str]:
        return entity_types(names) if has_entities(names) else list(names)

    def check_label(self, row: "pd.Series[Any]", label: Any) -> None:
        if not isinstance(label, list) or not all(isinstance(tag, str) and tag for tag in label):
            raise InputError("the label of a sentence must be a list of tags; give each word one")
        if len(label) != len(row["tokens"]):
            raise InputError(
                f"each word must have one tag, got {len(label)} tags for {len(row['tokens'])} words; tag all"
            )
        if has_entities(label):
            check_bio(label, 0)

    def label_text(self, label: Sequence[str]) -> str:
        return " ".join(label)

    def label_in_words(self, row: "pd.Series[Any]", label: Sequence[str]) -> str:
        if len(label) != len(row["tokens"]):  # it was given for an earlier text of the row
            return self.label_text(label)
        if set(label) <= {OUTSIDE}:
            return "no entity"
        if not has_entities(label):
            return " ".join(f"{word}/{tag}" for word, tag in zip(row["tokens"], label, strict=True))
        return ", ".join(f"{' '.join(row['tokens'][a:b])} = {kind}" for kind, a, b in entities(label))

    def label_summary(self, label: Sequence[str]) -> str:
        types = " + ".join(sorted(entity_types(label)))
        return types or ("no entity" if set(label) <= {OUTSIDE} else "tagged")

    def shown_texts(self, row: "pd.Series[Any]") -> dict[str, str]:
        return {"text": " ".join(row["tokens"])}

    def spans(self, row: "pd.Series[Any]", label: Sequence[str], known: Collection[str]) -> list[Span]:
        return (entity_spans if _marks_entities(known) else tag_spans)(row["tokens"], label)

    def label_from_spans(
        self, row: "pd.Series[Any]", spans: Sequence[Span], known: Collection[str]
    ) -> list[str]:
        return (entity_tags if _marks_entities(known) else plain_tags)(row["tokens"], spans)

    def examples(
        self, frame: "pd.DataFrame", rows: Sequence[int], tokenization: Tokenization
    ) -> list[Example]:
        words = [list(tokens) for tokens in frame["tokens"]]
        batch = tokenization.tokenizer(
            words, is_split_into_words=True, truncation=True, max_length=tokenization.max_length
        )
        examples = []
        for i, (row, ids, types) in enumerate(zip(rows, *token_ids(batch), strict=True)):
            first_tokens: dict[int, int] = {}
            for position, word in enumerate(batch.word_ids(i)):
                if word is not None:
                    first_tokens.setdefault(word, position)
            # A tokenizer may drop all characters of a sentence; then its first token counts.
            first_tokens = first_tokens or {0: 0}
            spans = tuple((word, word + 1) for word in first_tokens)
            examples.append(Example(row, ids, types, tuple(first_tokens.values()), spans))
        return examples

    def target(self, example: Example, label: Sequence[str], classes: Mapping[str, int]) -> list[int]:
        return [classes[label[word]] for word, _ in example.spans]

    def loss(self, scores: "Tensor", examples: Sequence[Example], targets: Sequence[list[int]]) -> "Tensor":
        import torch
        from torch.nn.functional import cross_entropy

        expected = torch.full(scores.shape[:2], _IGNORED)
        for i, (example, classes) in enumerate(zip(examples, targets, strict=True)):
            expected[i, list(example.positions)] = torch.tensor(classes)
        expected = expected.flatten().to(scores.device)
        return cross_entropy(scores.flatten(0, 1), expected, ignore_index=_IGNORED)

    def embedded_positions(self, example: Example) -> list[int]:
        return list(example.positions)

    def scored_positions(self, example: Example) -> list[int]:
        return list(example.positions)

    def uncertainty(
        self, scores: Sequence[NDArray[np.float32]], examples_per_row: NDArray[np.int64]
    ) -> Measures:
        return word_uncertainty(np.concatenate(scores), [len(words) for words in scores])

    def decode(
        self,
        frame: "pd.DataFrame",
        examples: Sequence[Example],
        scores: Sequence[NDArray[np.float32]],
        outputs: Sequence[str],
    ) -> list[list[str]]:
        # Words beyond the model's length get the tag for no entity or, without one, the first tag.
        default = OUTSIDE if OUTSIDE in outputs else outputs[0]
        predictions = []
        for example, words in zip(examples, scores, strict=True):
            tags = [default] * len(frame["tokens"].iloc[example.row])
            for (word, _), best in zip(example.spans, words.argmax(axis=1), strict=True):
                tags[word] = outputs[int(best)]
            predictions.append(tags)
        return predictions

    def metric(self, label_set: Sequence[str]) -> Metric:
        return ENTITY_METRIC if has_entities(label_set) else TAG_METRIC


def word_uncertainty(logits: ArrayLike, lengths: ArrayLike) -> Measures:
    """Compute the uncertainty of rows of words.

    In ``min`` the least certain word of a row decides, in ``max`` the most certain one.
    ``mnlp`` is minus the mean log-probability of the best class. A row without words counts as certain.

    Args:
        logits: (total words, classes) raw scores, one line per word (its first sub-word), row after row.
        lengths: (n,) number of words of each row.

    Raises:
        InputError: the best score of a word is not finite, or the lengths do not add up to the words.
    """
    best, margin, margin_log = decide(logits)
    words = run_lengths(lengths, len(best), "words")
    measures: Measures = {}
    for suffix, values, sure in (("", margin, 1.0), ("_log", margin_log, SURE)):
        measures[f"margin_min{suffix}"] = negated(reduce_runs(np.minimum, values, words, sure))
        measures[f"margin_mean{suffix}"] = negated(mean_of_runs(values, words, sure))
        measures[f"margin_max{suffix}"] = negated(reduce_runs(np.maximum, values, words, sure))
    measures["mnlp"] = negated(mean_of_runs(best, words, 0.0))
    return {name: measures[name] for name in Tagging.measures}


def _marks_entities(known: Collection[str]) -> bool:
    return has_entities(known) or set(known) <= {OUTSIDE}


def _tokens(values: "Mapping[str, pd.Series[Any]]", index: "pd.Index[int]") -> list[list[str]]:
    if "text" not in values or "tokens" in values:
        return word_lists(values.get("tokens"), index, "tokens")
    if "tags" in values:
        raise InputError(
            "tags must belong to words, but the file has text instead; give the words as a JSON list in a "
            "column tokens, or leave out the tags"
        )
    return split_words([text or "" for text in strings(values["text"], index, "text")])


def _check_tags(
    tokens: Sequence[list[str]], tags: Sequence[list[str] | None], index: "pd.Index[int]"
) -> None:
    tagged = [
        (row, words, row_tags)
        for row, words, row_tags in zip(index, tokens, tags, strict=True)
        if row_tags is not None
    ]
    for row, words, row_tags in tagged:
        if len(row_tags) != len(words):
            raise InputError(
                f"each token must have one tag, but row {row + 1:,} has {len(words)} tokens and "
                f"{len(row_tags)} tags; correct it"
            )
    # If one row has entities, the tags of all rows must be BIO.
    if any(tag.startswith(("B-", "I-")) for _, _, row_tags in tagged for tag in row_tags):
        for row, _, row_tags in tagged:
            check_bio(row_tags, row)

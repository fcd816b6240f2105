"""Scores of predicted tags, in percent: by word or by entity."""

from collections.abc import Sequence

from demux_core.tasks.class_scores import accuracy, classification_scores
from demux_core.tasks.metric import Metric, Scores


def tagging_scores(gold: Sequence[Sequence[str]], predicted: Sequence[Sequence[str]]) -> Scores:
    """Compute token accuracy, and micro and macro F1 of plain tags."""
    scores = classification_scores(_flat(gold), _flat(predicted))
    # Every token has one gold tag and one predicted tag, so micro F1 equals accuracy.
    return {"accuracy": scores["accuracy"], "f1": scores["accuracy"], "macro_f1": scores["macro_f1"]}


def entity_scores(gold: Sequence[Sequence[str]], predicted: Sequence[Sequence[str]]) -> Scores:
    """Compute entity F1 with seqeval (type and both ends must match), and token accuracy."""
    from seqeval.metrics import f1_score

    f1 = f1_score([list(tags) for tags in gold], [list(tags) for tags in predicted], zero_division=0)
    return {"f1": 100 * float(f1), "accuracy": accuracy(_flat(gold), _flat(predicted))}


def _flat(rows: Sequence[Sequence[str]]) -> list[str]:
    return [tag for tags in rows for tag in tags]


def _tag_parts(gold: Sequence[str], predicted: Sequence[str]) -> tuple[float, float]:
    """Return the number of correct tags and of all tags."""
    return float(sum(map(str.__eq__, gold, predicted))), float(len(gold))


def _entity_parts(gold: Sequence[str], predicted: Sequence[str]) -> tuple[float, float]:
    """Return twice the number of correct entities, and the number of gold plus predicted entities."""
    from seqeval.metrics.sequence_labeling import get_entities

    predicted_entities, gold_entities = set(get_entities(list(predicted))), set(get_entities(list(gold)))
    correct = len(predicted_entities & gold_entities)
    return 2.0 * correct, float(len(predicted_entities) + len(gold_entities))


TAG_METRIC = Metric("accuracy", tagging_scores, _tag_parts)
ENTITY_METRIC = Metric("f1", entity_scores, _entity_parts)

"""Scores of predicted tags, in percent: of words, or of whole entities."""

from collections.abc import Sequence

from demux_core.tasks.class_scores import accuracy, classification_scores
from demux_core.tasks.metric import Metric, Scores


def tagging_scores(gold: Sequence[Sequence[str]], predicted: Sequence[Sequence[str]]) -> Scores:
    """Token accuracy, and the micro and macro F1 of plain tags."""
    scores = classification_scores(_flat(gold), _flat(predicted))
    # Every token has one gold tag and one predicted tag, so micro F1 is the accuracy.
    return {"accuracy": scores["accuracy"], "f1": scores["accuracy"], "macro_f1": scores["macro_f1"]}


def entity_scores(gold: Sequence[Sequence[str]], predicted: Sequence[Sequence[str]]) -> Scores:
    """Entity F1 of seqeval (an entity is right if its type and both ends are), and token accuracy."""
    from seqeval.metrics import f1_score

    f1 = f1_score([list(tags) for tags in gold], [list(tags) for tags in predicted], zero_division=0)
    return {"f1": 100 * float(f1), "accuracy": accuracy(_flat(gold), _flat(predicted))}


def _flat(rows: Sequence[Sequence[str]]) -> list[str]:
    return [tag for tags in rows for tag in tags]


def _right_tags(gold: Sequence[str], predicted: Sequence[str]) -> tuple[float, float]:
    """Right tags, and tags."""
    return float(sum(map(str.__eq__, gold, predicted))), float(len(gold))


def _right_entities(gold: Sequence[str], predicted: Sequence[str]) -> tuple[float, float]:
    """Twice the right entities, and gold plus predicted entities."""
    from seqeval.metrics.sequence_labeling import get_entities

    found, wanted = set(get_entities(list(predicted))), set(get_entities(list(gold)))
    return 2.0 * len(found & wanted), float(len(found) + len(wanted))


TAG_METRIC = Metric("accuracy", tagging_scores, _right_tags)
ENTITY_METRIC = Metric("f1", entity_scores, _right_entities)

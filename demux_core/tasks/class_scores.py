"""Scores of predicted classes, in percent."""

from collections.abc import Sequence

import numpy as np

from demux_core.tasks.metric import Scores


def classification_scores(gold: Sequence[str], predicted: Sequence[str]) -> Scores:
    """Accuracy, and F1 averaged over the classes that occur in the gold labels."""
    from sklearn.metrics import f1_score

    macro = f1_score(gold, predicted, labels=sorted(set(gold)), average="macro", zero_division=0)
    return {"accuracy": accuracy(gold, predicted), "macro_f1": 100 * float(macro)}


def accuracy(gold: Sequence[str], predicted: Sequence[str]) -> float:
    """The share of predictions that are right."""
    return 100 * float(np.mean([a == b for a, b in zip(gold, predicted, strict=True)]))

"""Scores of predicted classes, in percent."""

from collections.abc import Sequence

import numpy as np

from demux_core.tasks.metric import Scores


def classification_scores(gold: Sequence[str], predicted: Sequence[str]) -> Scores:
    """Compute accuracy, and F1 averaged over the classes in the gold labels."""
    from sklearn.metrics import f1_score

    macro = f1_score(gold, predicted, labels=sorted(set(gold)), average="macro", zero_division=0)
    return {"accuracy": accuracy(gold, predicted), "macro_f1": 100 * float(macro)}


def accuracy(gold: Sequence[str], predicted: Sequence[str]) -> float:
    """Return the share of correct predictions."""
    return 100 * float(np.mean([a == b for a, b in zip(gold, predicted, strict=True)]))

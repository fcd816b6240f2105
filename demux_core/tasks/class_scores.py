"""Scores of predicted classes, in percent."""

from collections.abc import Sequence

import numpy as np

from demux_core.tasks.metric import Scores


def classification_scores(gold: Sequence[str], predicted: Sequence[str]) -> Scores:
    """Compute accuracy, and F1 averaged over the classes in the gold labels."""
    # An experiment with linear probes scores thousands of cells, so this is not left to scikit-learn.
    number = {name: i for i, name in enumerate(dict.fromkeys(gold))}
    expected = np.array([number[name] for name in gold])
    found = np.array([number.get(name, len(number)) for name in predicted])
    correct, of_gold, of_found = (
        np.bincount(part, minlength=len(number))[: len(number)]
        for part in (expected[expected == found], expected, found)
    )
    f1 = 2 * correct / (of_gold + of_found)
    return {"accuracy": 100 * float((expected == found).mean()), "macro_f1": 100 * float(f1.mean())}


def accuracy(gold: Sequence[str], predicted: Sequence[str]) -> float:
    """Return the share of correct predictions."""
    return 100 * float(np.mean([a == b for a, b in zip(gold, predicted, strict=True)]))

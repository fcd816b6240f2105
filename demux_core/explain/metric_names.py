"""What metrics are called, as a title and in a sentence, and their unit."""

from dataclasses import dataclass


@dataclass(frozen=True)
class MetricName:
    """What a metric is called.

    Args:
        title: on its own.
        phrase: in a sentence, after an article.
        unit: ``%`` for shares of right answers, else empty.
    """

    title: str
    phrase: str
    unit: str = ""


_NAMES = {
    "accuracy": MetricName("Accuracy", "accuracy", "%"),
    "em": MetricName("Exact match", "share of exact answers", "%"),
    "f1": MetricName("F1", "F1 score"),
    "macro_f1": MetricName("Macro-F1", "macro-F1 score"),
}


def metric_name(metric: str) -> MetricName:
    """Return what a metric is called; one that the product does not know by its own name."""
    return _NAMES.get(metric, MetricName(metric, metric))

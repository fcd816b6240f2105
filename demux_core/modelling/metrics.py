"""Scores of predictions against gold labels, in percent, per language and macro-averaged over languages."""

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from demux_core.base.errors import InputError
from demux_core.data.dataset import Dataset
from demux_core.tasks import TASKS
from demux_core.tasks.metric import Metric


def score(dataset: Dataset, predictions: Sequence[Any]) -> dict[str, Any]:
    """Score predictions for a labelled dataset.

    Args:
        dataset: gold labels.
        predictions: one per row, as the task decodes them.

    Returns:
        ``{"task", "main", "rows", "scores": {metric: x}, "languages": {code: {"rows", "scores"}}}``; the
        outer ``scores`` are means over languages with equal weight. All rows whose language is guessed count
        as the most frequent guess, so that a few wrong guesses do not get the weight of a language.

    Raises:
        InputError: the dataset has rows without labels.
    """
    if not dataset.labelled:
        raise InputError(
            f"evaluation data must be labelled, but {dataset.name} has rows without labels; add them"
        )
    gold, metric = dataset.task.gold(dataset.frame), _metric(dataset)
    languages = np.array(dataset.scored_languages)
    by_language: dict[str, dict[str, Any]] = {}
    for language in sorted(set(languages.tolist())):
        rows = np.flatnonzero(languages == language).tolist()
        scores = metric.scores([gold[i] for i in rows], [predictions[i] for i in rows])
        by_language[language] = {"rows": len(rows), "scores": scores}
    names = next(iter(by_language.values()))["scores"].keys()
    macro = {name: float(np.mean([part["scores"][name] for part in by_language.values()])) for name in names}
    return {
        "task": dataset.task.name,
        "main": metric.main,
        "rows": len(dataset),
        "scores": macro,
        "languages": by_language,
    }


def scoring_version(task: str) -> dict[str, int]:
    """Return the scoring version for an experiment's manifest; empty for the first version."""
    version = TASKS[task].scoring_version if task in TASKS else 1
    return {"scoring": version} if version > 1 else {}


def main_metric(metrics: Collection[str]) -> str:
    """Return the main metric of results that do not name it: F1 of entities and answers, else accuracy."""
    main = "accuracy" if {"accuracy", "macro_f1"} <= set(metrics) else "f1"
    return main if main in metrics else min(metrics)


def row_statistics(dataset: Dataset, predictions: Sequence[Any]) -> NDArray[np.float64]:
    """Return the main metric in parts, (n, 2): for any rows it is 100 x sum of column 0 / sum of column 1.

    Rows can thus be resampled without scoring them again.
    """
    row_parts = _metric(dataset).row_parts
    pairs = zip(dataset.task.gold(dataset.frame), predictions, strict=True)
    parts = [row_parts(gold, predicted) for gold, predicted in pairs]
    return np.array(parts, dtype=np.float64).reshape(-1, 2)


def _metric(dataset: Dataset) -> Metric:
    return dataset.task.metric(dataset.labels)

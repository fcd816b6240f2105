"""Scores of predictions against gold labels, in percent, per language and macro-averaged over languages."""

import re
import string
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from demux_core.base.config import Task
from demux_core.base.errors import InputError
from demux_core.data.dataset import Dataset

Scores = dict[str, float]
ALL = "all"
# Raised whenever the same predictions would score otherwise than before; 1 where it is not named.
_SCORING = {"qa": 2}
# The metric that a curve shows unless another is asked for.
MAIN_METRIC: dict[str, str] = {"ner": "f1", "pos": "accuracy", "sequence": "accuracy", "qa": "f1"}


def score(dataset: Dataset, predictions: Sequence[Any]) -> dict[str, Any]:
    """Score predictions for a labelled dataset.

    Args:
        dataset: gold labels.
        predictions: one per row: a label, a list of tags, or an answer text.

    Returns:
        ``{"task", "main", "rows", "scores": {metric: x}, "languages": {code: {"rows", "scores"}}}``; the
        outer ``scores`` are means over languages, each language counting the same. Rows whose language is
        a guess count as one, the one guessed most: a few wrong guesses must not weigh like a language.
    """
    if not dataset.labelled:
        raise InputError(
            f"evaluation data must be labelled, {dataset.name} has rows without labels; add them"
        )
    gold = gold_labels(dataset)
    kind = metric_kind(dataset)
    measure = _MEASURES[kind]
    languages = np.array(_groups(dataset))
    found: dict[str, dict[str, Any]] = {}
    for language in sorted(set(languages.tolist())):
        rows = np.flatnonzero(languages == language).tolist()
        found[language] = {
            "rows": len(rows),
            "scores": measure([gold[i] for i in rows], [predictions[i] for i in rows]),
        }
    names = next(iter(found.values()))["scores"].keys()
    macro = {name: float(np.mean([part["scores"][name] for part in found.values()])) for name in names}
    return {
        "task": dataset.task,
        "main": MAIN_METRIC[kind],
        "rows": len(dataset),
        "scores": macro,
        "languages": found,
    }


def scoring_version(task: str) -> dict[str, int]:
    """What the manifest of an experiment says of how its task is scored; nothing where that never changed."""
    return {"scoring": _SCORING[task]} if task in _SCORING else {}


def main_metric(metrics: Collection[str]) -> str:
    """The main metric of results that do not say it: F1 of entities and answers, else accuracy."""
    wanted = "accuracy" if {"accuracy", "macro_f1"} <= set(metrics) else "f1"
    return wanted if wanted in metrics else min(metrics)


def row_statistics(dataset: Dataset, predictions: Sequence[Any]) -> NDArray[np.float64]:
    """(n, 2) parts of the main metric: over any rows it is 100 x sum of the first / sum of the second column.

    A sequence gives (right, 1), a sentence (right tags, tags) or, with entities, (2 x right entities, gold +
    predicted entities), a question (its F1, 1). So rows can be resampled without scoring anything again.
    """
    of_item = _STATISTICS[metric_kind(dataset)]
    pairs = zip(gold_labels(dataset), predictions, strict=True)
    return np.array([of_item(gold, predicted) for gold, predicted in pairs], dtype=np.float64).reshape(-1, 2)


def _groups(dataset: Dataset) -> list[str]:
    guessed = dataset.frame["confidence"] < 1
    most = dataset.frame.loc[guessed, "language"].mode()
    return dataset.frame["language"].mask(guessed, most.iloc[0] if len(most) else None).tolist()


def gold_labels(dataset: Dataset) -> list[Any]:
    """The labels, tag lists or answer texts of a dataset, one per row."""
    if dataset.task == "qa":
        return [[answer["text"] for answer in answers] for answers in dataset.frame["answers"]]
    return list(dataset.frame["label" if dataset.task == "sequence" else "tags"])


def metric_kind(dataset: Dataset) -> str:
    """``sequence``, ``qa``, or for token tasks ``ner`` (BIO tags) or ``pos`` (plain tags)."""
    task: Task = dataset.task
    if task != "token":
        return task
    return "ner" if any(label.startswith(("B-", "I-")) for label in dataset.labels) else "pos"


def classification_scores(gold: Sequence[str], predicted: Sequence[str]) -> Scores:
    """Accuracy, and F1 averaged over the classes that occur in the gold labels."""
    from sklearn.metrics import f1_score

    macro = f1_score(gold, predicted, labels=sorted(set(gold)), average="macro", zero_division=0)
    return {"accuracy": _accuracy(gold, predicted), "macro_f1": 100 * float(macro)}


def tagging_scores(gold: Sequence[Sequence[str]], predicted: Sequence[Sequence[str]]) -> Scores:
    """Token accuracy, and the micro and macro F1 of plain tags."""
    flat_gold = [tag for tags in gold for tag in tags]
    flat = [tag for tags in predicted for tag in tags]
    scores = classification_scores(flat_gold, flat)
    # Every token has one gold tag and one predicted tag, so micro F1 is the accuracy.
    return {"accuracy": scores["accuracy"], "f1": scores["accuracy"], "macro_f1": scores["macro_f1"]}


def entity_scores(gold: Sequence[Sequence[str]], predicted: Sequence[Sequence[str]]) -> Scores:
    """Entity F1 of seqeval (an entity is right if its type and both ends are), and token accuracy."""
    from seqeval.metrics import f1_score

    accuracy = _accuracy([t for tags in gold for t in tags], [t for tags in predicted for t in tags])
    f1 = f1_score([list(tags) for tags in gold], [list(tags) for tags in predicted], zero_division=0)
    return {"f1": 100 * float(f1), "accuracy": accuracy}


def answer_scores(gold: Sequence[Sequence[str]], predicted: Sequence[str]) -> Scores:
    """SQuAD exact match and word F1 against the best of several answers (Rajpurkar et al., 2016).

    Scripts written without spaces are compared by character, as in MLQA (Lewis et al., 2020).
    """
    exact, f1 = [], []
    for answers, text in zip(gold, predicted, strict=True):
        exact.append(max(float(answer_words(answer) == answer_words(text)) for answer in answers))
        f1.append(_best_f1(answers, text))
    return {"f1": 100 * float(np.mean(f1)), "em": 100 * float(np.mean(exact))}


def answer_words(text: str) -> list[str]:
    """Lower-case words without punctuation and English articles; characters where a script has no spaces.

    Punctuation is deleted as in SQuAD, that of all scripts as in MLQA: ``U.S.`` is the word ``us``.
    """
    text = "".join(c for c in text.lower() if not _is_punctuation(c))
    text = re.sub(r"\b(a|an|the)\b", " ", text)
    return re.sub(
        r"([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff])", r" \1 ", text
    ).split()


def _is_punctuation(character: str) -> bool:
    return character in string.punctuation or unicodedata.category(character).startswith("P")


def _word_f1(gold: list[str], predicted: list[str]) -> float:
    if not gold or not predicted:
        return float(gold == predicted)
    same = sum((Counter(gold) & Counter(predicted)).values())
    return 2 * same / (len(gold) + len(predicted))


def _accuracy(gold: Sequence[str], predicted: Sequence[str]) -> float:
    return 100 * float(np.mean([a == b for a, b in zip(gold, predicted, strict=True)]))


def _of_entities(gold: Sequence[str], predicted: Sequence[str]) -> tuple[float, float]:
    from seqeval.metrics.sequence_labeling import get_entities

    found, wanted = set(get_entities(list(predicted))), set(get_entities(list(gold)))
    return 2.0 * len(found & wanted), float(len(found) + len(wanted))


def _best_f1(answers: Sequence[str], text: str) -> float:
    return max(_word_f1(answer_words(answer), answer_words(text)) for answer in answers)


_STATISTICS: dict[str, Callable[[Any, Any], tuple[float, float]]] = {
    "sequence": lambda gold, predicted: (float(gold == predicted), 1.0),
    "pos": lambda gold, predicted: (float(sum(map(str.__eq__, gold, predicted))), float(len(gold))),
    "ner": _of_entities,
    "qa": lambda answers, text: (_best_f1(answers, text), 1.0),
}
_MEASURES: dict[str, Callable[[Sequence[Any], Sequence[Any]], Scores]] = {
    "sequence": classification_scores,
    "pos": tagging_scores,
    "ner": entity_scores,
    "qa": answer_scores,
}

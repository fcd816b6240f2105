"""Labels that the project's model suggests: those of the most alike texts, or words, that people labelled.

They are not a prediction of a trained head: they work from the first labels on, and in the pages' process.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from demux_core.modelling.encoding import Encoding
from demux_core.modelling.presentation import text_of
from demux_core.strategies.cosine import mean_of, units_from
from demux_core.tasks.base import Task
from demux_core.tasks.bio import has_entities, repaired

FEWEST = 5  # labels that a suggestion needs
_NEIGHBOURS = 5
_LOOKED_AT = 200  # labelled points, the last ones


def suggest(
    task: Task, source: Encoding, given: Mapping[str, Any], asked: Sequence[str], texts: Mapping[str, str]
) -> dict[str, Any]:
    """``scored_suggestions`` without the scores."""
    scored = scored_suggestions(task, source, given, asked, texts)
    return {name: label for name, (label, _) in scored.items()}


def scored_suggestions(
    task: Task, source: Encoding, given: Mapping[str, Any], asked: Sequence[str], texts: Mapping[str, str]
) -> dict[str, tuple[Any, float]]:
    """Return id -> suggested label of the points ``asked`` about; none where there are few labels.

    Its score, from 0 to 1, is the label's share of the neighbours' likeness; of words, the mean cosine to
    the labelled words that they take their tags from.

    Points that the model saw with another text, because the pool has changed since, are left out.

    Args:
        task: a task with a label set; others get no suggestions.
        source: the pool as the model sees it.
        given: id -> label of points that people labelled, the oldest first.
        asked: ids of points.
        texts: id -> present text of the pool's rows.
    """
    names = enumerate(map(str, source.ids))
    row_of = {name: row for row, name in names if texts.get(name) == text_of(source, row)}
    known = [name for name in given if name in row_of][-_LOOKED_AT:]
    asked = [name for name in asked if name in row_of and name not in given]
    if not task.has_label_set or len(known) < FEWEST or not asked:
        return {}
    rows, new = ([row_of[name] for name in names] for names in (known, asked))
    labels = [given[name] for name in known]
    if task.labels_words:
        return dict(zip(asked, _tags(source, rows, new, labels), strict=True)) if source.words else {}
    if source.embeddings is None:
        return {}
    alike = _cosines(source.embeddings[rows], source.embeddings[new])
    return {name: _most_alike(labels, each) for name, each in zip(asked, alike, strict=True)}


def _most_alike(labels: Sequence[str], cosines: NDArray[np.float32]) -> tuple[str, float]:
    votes: dict[str, float] = defaultdict(float)
    for place in np.argsort(-cosines)[:_NEIGHBOURS]:
        votes[labels[place]] += max(float(cosines[place]), 0.0)
    best = max(votes, key=lambda label: votes[label])
    return best, votes[best] / (sum(votes.values()) or 1.0)


def _tags(
    source: Encoding, rows: Sequence[int], new: Sequence[int], labels: Sequence[Sequence[str]]
) -> list[tuple[list[str], float]]:
    assert source.words is not None
    vectors, offsets = source.words
    words = [np.asarray(vectors[offsets[row] : offsets[row + 1]], dtype=np.float32) for row in (*rows, *new)]
    tags = [tag for label in labels for tag in label]
    cosines = _cosines(np.concatenate(words[: len(rows)]), np.concatenate(words[len(rows) :]))
    ends = np.cumsum([len(each) for each in words[len(rows) :]])[:-1]
    found = [[tags[word] for word in part] for part in np.split(cosines.argmax(axis=1), ends)]
    scores = [float(np.clip(part, 0, 1).mean()) for part in np.split(cosines.max(axis=1), ends)]
    valid = [repaired(each) if has_entities(tags) else each for each in found]
    return list(zip(valid, scores, strict=True))


def _cosines(known: NDArray[np.float32], new: NDArray[np.float32]) -> NDArray[np.float32]:
    """(new, known) cosines, centred by the mean of the known vectors."""
    mean = mean_of(known)
    cosines: NDArray[np.float32] = units_from(new, mean) @ units_from(known, mean).T
    return cosines

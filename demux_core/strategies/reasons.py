"""Phrases that say why rows were chosen, computed from the data; each strategy combines the ones it needs."""

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from demux_core.base.languages import UNKNOWN, language_name
from demux_core.modelling.presentation import displayed_uncertainty, text_of
from demux_core.tasks.text_pairs import first_text

if TYPE_CHECKING:
    from demux_core.modelling.encoding import Encoding
    from demux_core.strategies.selection import Selection

_TEXT_LIMIT = 20
_NOTABLE = 0.5  # a smaller share of the pool is not worth mentioning
_FIRST_NEIGHBORS = 16  # the first search; a farther one only where a chosen row needs it


def joined(*columns: list[str]) -> list[str]:
    """One reason a row from the phrases of several columns."""
    return ["; ".join(parts) for parts in zip(*columns, strict=True)]


def neighbor_phrases(selection: "Selection") -> list[str]:
    """``3rd nearest to “text”``: the target point in whose list of neighbours each row comes first.

    Within constraints, a row can be so far down that only its distance says something.
    """
    if selection.constraints:
        return distance_phrases(selection)
    target = _target(selection)
    ranks, targets = _best_ranks(selection)
    return [
        f"{_nearest(rank)} to {quoted(text_of(target, row))}"
        for rank, row in zip(ranks.tolist(), targets.tolist(), strict=True)
    ]


def distance_phrases(selection: "Selection") -> list[str]:
    """``distance 0.31 to “text”, the nearest target text``."""
    from demux_core.strategies.neighbors import nearest

    target, (pool, sample) = _target(selection), vectors(selection)
    distances, rows = nearest(pool[selection.rows], sample, 1)
    return [
        f"distance {distance:.2f} to {quoted(text_of(target, row))}, the nearest target text"
        for distance, row in zip(distances[:, 0].tolist(), rows[:, 0].tolist(), strict=True)
    ]


def mean_distance_phrases(selection: "Selection") -> list[str]:
    """``2nd nearest on average to all 60 target texts``; the scores are minus the mean distances.

    Within constraints, others may be nearer, and only the distance is said.
    """
    count = len(_target(selection))
    texts = f"all {count:,} target texts" if count > 1 else "the target text"
    if selection.constraints:
        return [f"mean distance {-score:.3f} to {texts}" for score in selection.scores.tolist()]
    text = " unlabelled text" if selection.labelled else ""
    return [
        f"{_nearest(rank)}{text} on average to {texts} (mean distance {-score:.3f})"
        for rank, score in enumerate(selection.scores.tolist(), 1)
    ]


def uncertainty_phrases(selection: "Selection") -> list[str]:
    """``margin 0.04 (more uncertain than 97% of the pool)``; a share that is not notable is left out."""
    name, values = displayed_uncertainty(selection.pool, selection.rows)
    uncertainty = selection.pool.uncertainty
    assert uncertainty is not None
    ascending, chosen = np.sort(np.asarray(uncertainty)), np.asarray(uncertainty)[selection.rows]
    less_uncertain = np.searchsorted(ascending, chosen, side="left") / len(ascending)
    more_uncertain = 1 - np.searchsorted(ascending, chosen, side="right") / len(ascending)
    return [
        f"{name} {value:.2f}{_comparison(less, more)}".replace("-", "−")
        for value, less, more in zip(
            values.tolist(), less_uncertain.tolist(), more_uncertain.tolist(), strict=True
        )
    ]


def drawn_phrases(selection: "Selection", seed: int, rule: str = "") -> list[str]:
    """``one of 12 texts in Hindi, RULE; drawn at random (seed 42)``: rows drawn by a rule over languages."""
    if selection.constraints and rule:
        rule += ", as far as the limits allow"
    languages = selection.languages or [UNKNOWN] * len(selection)
    counts = Counter(languages)
    return [
        f"{'the only text' if counts[code] == 1 else f'one of {counts[code]:,} texts'} in "
        f"{'an unknown language' if code == UNKNOWN else language_name(code)}"
        f"{rule and f', {rule}'}; {drawn(seed)}"
        for code in languages
    ]


def drawn(seed: int) -> str:
    """``drawn at random (seed 42)``."""
    return f"drawn at random (seed {seed})"


def quoted(text: str, limit: int = _TEXT_LIMIT) -> str:
    """A text, or the first of a pair, in quotation marks, cut to ``limit`` characters."""
    text = " ".join(first_text(text).split())
    return f"“{text if len(text) <= limit else f'{text[: limit - 1].rstrip()}…'}”"


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 11th."""
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number:,}{ending}"


def percent(share: float) -> str:
    """``97%``; a share short of the whole is not rounded up to 100%."""
    return f"{min(round(100 * share), 99)}%" if share < 1 else "100%"


def vectors(selection: "Selection") -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The embeddings of pool and target sample that a selection was made with."""
    pool, sample = selection.pool.embeddings, _target(selection).embeddings
    assert pool is not None
    assert sample is not None
    return pool, sample


def _best_ranks(selection: "Selection") -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The best rank of each chosen row in any target point's list, and the target point of that list."""
    # Of several target points with the row at the same rank, the one nearest to it.
    from demux_core.strategies.neighbors import nearest

    pool, sample = vectors(selection)
    count = len(selection.pool)
    k = min(_FIRST_NEIGHBORS, count)
    while True:
        distances, neighbors = nearest(sample, pool, k)
        rank = np.full(count, k + 1, dtype=np.int64)
        target = np.zeros(count, dtype=np.int64)
        for column in reversed(range(k)):
            order = np.argsort(-distances[:, column], kind="stable")
            rank[neighbors[order, column]] = column + 1
            target[neighbors[order, column]] = order
        if k == count or (rank[selection.rows] <= k).all():
            return rank[selection.rows], target[selection.rows]
        k = min(4 * k, count)


def _target(selection: "Selection") -> "Encoding":
    assert selection.target is not None
    return selection.target


def _comparison(less_uncertain: float, more_uncertain: float) -> str:
    if less_uncertain > _NOTABLE:
        return f" (more uncertain than {percent(less_uncertain)} of the pool)"
    if more_uncertain > _NOTABLE:
        return f" (less uncertain than {percent(more_uncertain)} of the pool)"
    return ""


def _nearest(rank: int) -> str:
    return "nearest" if rank == 1 else f"{ordinal(rank)} nearest"

"""Why a strategy chose a point, in words computed from the data."""

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from demux_core.base.languages import language_name
from demux_core.explain.point_tables import chosen_table, displayed_uncertainty, text_of
from demux_core.modelling.encoding import Encoding

if TYPE_CHECKING:
    from demux_core.strategies import Selection

_TEXT_LIMIT = 20
_MOST = 0.5  # of the pool; what is like most others is not worth a word
_NEAREST = 16  # neighbours looked at first; farther ones only where they are needed


def explained_table(
    selection: "Selection", target: Encoding, seed: int, like: str | None = None
) -> pd.DataFrame:
    """Return ``chosen_table`` with a column ``reason`` after the text.

    Args:
        selection: what a strategy chose.
        target: the target sample.
        seed: that the selection was drawn with.
        like: title of the strategy whose languages SAME-DISTRIBUTION follows.
    """
    table = chosen_table(selection, target)
    table.insert(list(table.columns).index("text") + 1, "reason", reasons(selection, seed, like))
    return table


def reasons(selection: "Selection", seed: int, like: str | None = None) -> list[str]:
    """Return why each row was chosen, one phrase a row, best first; see ``explained_table``."""
    if selection.strategy == "knn_uncertainty":
        return _both(_neighbors(selection), _doubts(selection))
    if selection.strategy == "uncertainty_knn":
        return _both(_distances(selection), _doubts(selection))
    if selection.strategy == "average_dist":
        return _on_average(selection)
    if selection.strategy == "uncertainty":
        return _doubts(selection)
    return _drawn(selection, seed, like)


def _neighbors(selection: "Selection") -> list[str]:
    """``3rd nearest to «text»``: the target point in whose list of pool points the row comes first."""
    places, targets = _places(selection)
    target = selection.target
    assert target is not None
    return [
        f"{'nearest' if place == 1 else f'{ordinal(place)} nearest'} to «{_short(text_of(target, row))}»"
        for place, row in zip(places.tolist(), targets.tolist(), strict=True)
    ]


def _places(selection: "Selection") -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    # Of the target points that have a row equally early in their list, the one that is nearest to it.
    from demux_core.strategies.neighbors import nearest

    pool, target = selection.pool.embeddings, selection.target
    assert pool is not None
    assert target is not None
    assert target.embeddings is not None
    count = len(selection.pool)
    k = min(_NEAREST, count)
    while True:
        distances, found = nearest(target.embeddings, pool, k)
        place = np.full(count, k + 1, dtype=np.int64)
        of = np.zeros(count, dtype=np.int64)
        for column in reversed(range(k)):
            order = np.argsort(-distances[:, column], kind="stable")
            place[found[order, column]] = column + 1
            of[found[order, column]] = order
        if k == count or (place[selection.rows] <= k).all():
            return place[selection.rows], of[selection.rows]
        k = min(4 * k, count)


def _distances(selection: "Selection") -> list[str]:
    """``0.31 from «text», its nearest target text``."""
    from demux_core.strategies.neighbors import nearest

    pool, target = selection.pool.embeddings, selection.target
    assert pool is not None
    assert target is not None
    assert target.embeddings is not None
    distances, rows = nearest(pool[selection.rows], target.embeddings, 1)
    return [
        f"{distance:.2f} from «{_short(text_of(target, row))}», its nearest target text"
        for distance, row in zip(distances[:, 0].tolist(), rows[:, 0].tolist(), strict=True)
    ]


def _doubts(selection: "Selection") -> list[str]:
    """``margin 0.04 (less sure than on 97 %)``: of the pool, where it is most of the pool."""
    name, values = displayed_uncertainty(selection.pool, selection.rows)
    uncertainty = selection.pool.uncertainty
    assert uncertainty is not None
    everywhere, own = np.sort(np.asarray(uncertainty)), np.asarray(uncertainty)[selection.rows]
    surer = np.searchsorted(everywhere, own, side="left") / len(everywhere)
    less_sure = 1 - np.searchsorted(everywhere, own, side="right") / len(everywhere)
    return [
        f"{name} {value:.2f}{_standing(below, above)}"
        for value, below, above in zip(values.tolist(), surer.tolist(), less_sure.tolist(), strict=True)
    ]


def _standing(surer: float, less_sure: float) -> str:
    if surer > _MOST:
        return f" (less sure than on {_percent(surer)})"
    return f" (surer than on {_percent(less_sure)})" if less_sure > _MOST else ""


def _on_average(selection: "Selection") -> list[str]:
    n = 0 if selection.target is None else len(selection.target)
    texts = f"all {n:,} target texts" if n > 1 else "the target text"
    among = " of those without a label" if selection.labelled else ""
    return [
        f"{'nearest' if place == 1 else f'{ordinal(place)} nearest'}{among} to {texts} on average "
        f"(mean distance {-score:.3f})"
        for place, score in enumerate(selection.scores.tolist(), 1)
    ]


def _drawn(selection: "Selection", seed: int, like: str | None) -> list[str]:
    drawn = f"drawn at random (seed {seed})"
    if selection.strategy == "gold":
        return [f"{drawn} from the labelled target data"] * len(selection)
    if selection.strategy == "random":
        return [drawn] * len(selection)
    why = {
        "egalitarian": ", spread over the languages as evenly as can be",
        "litmus": ", in the proportions given",
        "same_distribution": f", as many as {like or 'the other strategy'} chose",
    }.get(selection.strategy, "")
    languages = selection.languages or ["unknown"] * len(selection)
    counts = Counter(languages)
    return [
        f"{'the only one' if counts[code] == 1 else f'one of {counts[code]:,}'} from {language_name(code)}"
        f"{why}; {drawn}"
        for code in languages
    ]


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 11th."""
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number:,}{ending}"


def _percent(share: float) -> str:
    # What is not all of the pool must not be rounded up to it.
    return f"{min(round(100 * share), 99)} %" if share < 1 else "100 %"


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _TEXT_LIMIT else f"{text[: _TEXT_LIMIT - 1].rstrip()}…"


def _both(*columns: list[str]) -> list[str]:
    return ["; ".join(parts) for parts in zip(*columns, strict=True)]

"""COVER: few points that leave no part of the target sample without a near one.

Targeted facility location, the function FLVMI of submodular mutual information (Kothawade et al., PRISM, AAAI
2022): lazy greedy (Minoux, 1978) comes within 1 - 1/e of the best choice.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from demux_core.base.errors import InputError
from demux_core.base.palette import PALETTE
from demux_core.strategies import checks, reasons
from demux_core.strategies.base import Query, Rows, Scores, Strategy
from demux_core.strategies.cosine import Vectors, mean_of, sum_of, units_from
from demux_core.strategies.greedy_cover import Sought, greedy, similarities_of
from demux_core.strategies.parts import Parts
from demux_core.strategies.reach import Reach
from demux_core.strategies.selection import Selection

_WEIGHTS = ("equal", "uncertainty")
_Floats = NDArray[np.float64]


def _choose(query: Query) -> tuple[Rows, Scores]:
    """Take the point with the largest gain, again and again; ties by lower row.

    Labelled points cover target points as chosen ones do.
    """
    pool, target = checks.vectors(query)
    mean = mean_of(pool)
    sought = _sought(query, pool[query.labelled], target, mean)
    return greedy(units_from(pool, mean), query.free, sought, query.budget, query.advance)


def _choose_in_parts(query: Query, parts: Parts) -> tuple[Rows, Scores]:
    """GreeDi: choose from every part as from a whole pool, then from all that was chosen.

    Mirzasoleiman, Karbasi, Sarkar and Krause, Distributed Submodular Maximization, JMLR 17 (2016). The better
    of that last choice and of the best choice from a single part is taken. Its value is at least
    (1 - 1/e) / min(parts, budget) of the best there is, whatever rows are in which part, where every chosen
    row adds to the value; tests/strategies/test_parts.py finds it within a hundredth of COVER on the whole
    pool. Parts have at least as many rows as the budget.
    """
    target, rows = checks.target_vectors(query), np.arange(len(query.pool))
    sums = parts.in_order(sum_of, query, rows)
    mean = np.sum([total for _, total in sums], axis=0) / len(rows)
    sought = _sought(query, parts.take(query, query.labelled), target, mean)
    parts = replace(parts, most=max(parts.most, 2 * query.budget))
    of_parts = parts.in_order(_greedy_of, query, query.free, mean, sought, query.budget)
    found = [(part[at], gains) for part, (at, gains) in of_parts]
    candidates = np.sort(np.concatenate([rows for rows, _ in found]))
    units = units_from(parts.take(query, candidates), mean)
    at, gains = greedy(units, np.arange(len(candidates)), sought, query.budget)
    return max([(candidates[at], gains), *found], key=lambda choice: float(choice[1].sum()))


def _greedy_of(vectors: Vectors, mean: _Floats, sought: Sought, budget: int) -> tuple[Rows, Scores]:
    return greedy(units_from(vectors, mean), np.arange(len(vectors)), sought, min(budget, len(vectors)))


def _sought(query: Query, labelled: Vectors, target: Vectors, mean: _Floats) -> Sought:
    units = units_from(target, mean)
    covered, target64 = np.zeros(len(target)), units.astype(np.float64)
    for vector in units_from(labelled, mean):
        covered = np.maximum(covered, similarities_of(vector, target64))
    return Sought(units, _target_weights(query), covered)


def _target_weights(query: Query) -> _Floats:
    """(m,) weights of the target points with mean 1: equal, or larger where the model is less sure."""
    choice = query.options.get("weights", _WEIGHTS[0])
    if choice not in _WEIGHTS:
        raise InputError(f"weights must be one of {', '.join(_WEIGHTS)}, got {choice!r}")
    assert query.target is not None
    count, uncertainty = len(query.target), query.target.uncertainty
    if choice == "equal":
        return np.ones(count)
    if uncertainty is None:
        raise InputError(
            f"{query.strategy} with weights=uncertainty needs the uncertainty of the target texts, which is "
            "absent; encode them with a model that has a task head, or use weights=equal"
        )
    ranks = np.argsort(np.argsort(uncertainty, kind="stable"), kind="stable")
    return (ranks + 1) * 2 / (count + 1)


def _reached(selection: Selection, row: int, labelled: Rows) -> Reach | None:
    """The step in which the row was chosen, and the target point that it came closer to than all before."""
    if not (step := selection.place_of(row)):
        return None
    pool, target = reasons.vectors(selection)
    before = np.concatenate([labelled, selection.rows[: step - 1]])
    mean = mean_of(pool)
    target_units = units_from(target, mean).astype(np.float64)
    earlier, own = (units_from(pool[rows], mean) for rows in (before, np.array([row])))
    similarities = similarities_of(own[0], target_units)
    covered = (earlier.astype(np.float64) @ target_units.T).max(axis=0, initial=0.0)
    gains = np.maximum(similarities - covered, 0)
    return Reach(int(np.argmax(gains if gains.any() else similarities)), step=step)


def _explain(selection: Selection, seed: int, like: str) -> list[str]:
    return reasons.neighbor_phrases(selection)


STRATEGY = Strategy(
    name="cover",
    title="COVER",
    plain_title="Something near every target text",
    summary="Takes pool texts so that every target text has one close in meaning, with little repetition.",
    kind="target_aware",
    order=50,
    color=PALETTE[6],
    needs=frozenset({"embeddings", "target"}),
    choose=_choose,
    choose_in_parts=_choose_in_parts,
    explain=_explain,
    reached=_reached,
    options={"weights": "equal"},
    nested=True,
)

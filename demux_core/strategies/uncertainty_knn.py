"""UNCERTAINTY-KNN: of the pool rows that the model is least sure about, those nearest to a target point."""

from collections.abc import Sequence

import numpy as np

from demux_core.base.palette import PALETTE
from demux_core.strategies import checks, reasons
from demux_core.strategies.base import Query, Rows, Scores, Strategy
from demux_core.strategies.selection import Selection
from demux_core.strategies.uncertainty import most_uncertain

MULTIPLE = 4


def _choose(query: Query) -> tuple[Rows, Scores]:
    return _choose_each(query, [query.budget])[0]


def _choose_each(query: Query, budgets: Sequence[int]) -> list[tuple[Rows, Scores]]:
    from demux_core.strategies.neighbors import nearest

    multiple = checks.whole_number("multiple", query.options.get("multiple", MULTIPLE), least=1)
    uncertainty = checks.uncertainty(query)
    pool, target = checks.vectors(query)
    uncertain = most_uncertain(uncertainty, query.free, multiple * max(budgets))
    distances = nearest(pool[uncertain], target, 1)[0][:, 0]
    chosen = []
    for budget in budgets:
        shortlist = slice(multiple * budget)
        order = np.lexsort((uncertain[shortlist], distances[shortlist]))[:budget]
        chosen.append((uncertain[order], 0.0 - distances[order]))
    return chosen


def _explain(selection: Selection, seed: int, like: str) -> list[str]:
    return reasons.joined(reasons.distance_phrases(selection), reasons.uncertainty_phrases(selection))


STRATEGY = Strategy(
    name="uncertainty_knn",
    title="UNCERTAINTY-KNN",
    plain_title="First uncertain, then close",
    summary="Of the pool texts that the model is least sure about, takes those closest to a target text.",
    kind="demux",
    order=40,
    color=PALETTE[3],
    needs=frozenset({"embeddings", "target", "uncertainty"}),
    choose=_choose,
    choose_each=_choose_each,
    explain=_explain,
    options={"multiple": MULTIPLE},
)

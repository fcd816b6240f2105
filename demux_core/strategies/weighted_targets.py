"""A budget split over target languages by weight; equal weights give each language the same share."""

from collections import Counter
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from demux_core.base.errors import InputError
from demux_core.modelling.encoding import Encoding
from demux_core.strategies.base import Query, Rows, Scores
from demux_core.strategies.target_languages import Choose, choose_for, rows_by_language

# Money does not say how many points it pays for. Those of one language that it does not pay for must not be
# kept from the others, so only a part of the budget is chosen at a time.
_PARTS = 4


class WeightedTargets:
    """A strategy that is asked for one target language after the other, and knows what it took for others.

    Args:
        ask: the strategy.
        target: the target sample.
        weights: target language -> weight; 1 for a language that is not named.
        at_most: whether fewer points than the budget may be taken, because they cost something.

    Raises:
        InputError: the language of a target text is not known, or a weight is of a language that no target
            text has, or every weight is 0.
    """

    def __init__(self, ask: Choose, target: Encoding, weights: Mapping[str, float], at_most: bool) -> None:
        self._ask, self._rows = ask, rows_by_language(target)
        if unknown := sorted(set(weights) - set(self._rows)):
            raise InputError(
                f"target weights must name languages of the target sample, got {', '.join(unknown)}; "
                f"choices: {', '.join(self._rows)}"
            )
        weights = {code: weights.get(code, 1) for code in self._rows}
        self._weights = {code: weight for code, weight in weights.items() if weight}
        if not self._weights:
            raise InputError("a target weight must be above 0, got only 0; raise one of them")
        self._asked_for = dict[int, str]()  # row of the pool -> target language
        self._parts, self._part = _PARTS if at_most else 1, 0

    def choose(self, query: Query) -> tuple[Rows, Scores]:
        """Choose the budget or a part of it, for every language its share; who asks, asks again for the rest.

        The shares alternate, so that the first rows are split in the same way.
        """
        self._part = self._part or -(-query.budget // self._parts)
        turns = self._turns(query, min(self._part, query.budget))
        rows, scores = np.empty(len(turns), dtype=np.int64), np.empty(len(turns))
        taken = np.array([], dtype=np.int64)
        for code in dict.fromkeys(turns.tolist()):
            places = np.flatnonzero(turns == code)
            of_target = self._rows[code]
            rows[places], scores[places] = choose_for(self._ask, query, of_target, len(places), taken)
            taken = np.concatenate([taken, rows[places]])
            self._asked_for |= dict.fromkeys(rows[places].tolist(), code)
        return rows, scores

    def _turns(self, query: Query, count: int) -> NDArray[np.str_]:
        """The language of each place, (count,).

        Each place goes to the language that is farthest behind its weight (Sainte-Laguë), counting the rows
        that were taken before and not those that a limit refused: they are replaced for the same language.
        """
        served = Counter(self._asked_for[row] for row in query.labelled.tolist() if row in self._asked_for)
        turns = []
        for _ in range(count):
            turn = min(self._weights, key=lambda code: ((served[code] + 0.5) / self._weights[code], code))
            served[turn] += 1
            turns.append(turn)
        return np.array(turns, dtype=str)

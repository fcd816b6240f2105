"""Max-min fairness over target languages: the language that lacks most gets the next share of the budget."""

import numpy as np
from numpy.typing import NDArray

from demux_core.strategies import checks
from demux_core.strategies.base import Query, Rows, Scores
from demux_core.strategies.cosine import mean_of, units_from
from demux_core.strategies.target_languages import Choose, choose_for, rows_by_language

# Of the budget: enough to turn to another language, and few, as ROUND-ROBIN, for one, starts anew with each.
_SHARES = 5
_BLOCK = 4_096
_DIGITS = 6  # what float32 products agree in, whatever the number of threads


class FairTargets:
    """A strategy that is asked for one target language at a time, each time for the one that lacks most.

    A target text lacks what its cosine to the nearest chosen text is below that to the nearest text which can
    still be chosen, and a language the mean of its texts: so a language with nothing near it in the pool does
    not use up the budget.

    Args:
        ask: the strategy.
        query: the pool and the target sample.

    Raises:
        InputError: the language of a target text is not known, or there are no embeddings.
    """

    def __init__(self, ask: Choose, query: Query) -> None:
        assert query.target is not None
        self._ask, self._rows = ask, rows_by_language(query.target)
        self._pool, target = checks.vectors(query)
        self._mean = mean_of(self._pool)
        self._target = units_from(target, self._mean)
        self._share = 0

    def choose(self, query: Query) -> tuple[Rows, Scores]:
        """Choose a share of the budget for one language; whoever asks, asks again for the rest."""
        self._share = self._share or -(-query.budget // _SHARES)
        lacks = np.maximum(self._highest(query.free) - self._highest(query.labelled), 0)
        gaps = {code: round(float(lacks[rows].mean()), _DIGITS) for code, rows in self._rows.items()}
        most = max(gaps, key=lambda code: gaps[code])
        none = np.array([], dtype=np.int64)
        return choose_for(self._ask, query, self._rows[most], min(self._share, query.budget), none)

    def _highest(self, rows: Rows) -> NDArray[np.float64]:
        """(m,) cosine of each target text with the nearest of ``rows``, 0 where none is nearer."""
        highest = np.zeros(len(self._target), dtype=np.float32)
        for start in range(0, len(rows), _BLOCK):
            block = units_from(self._pool[rows[start : start + _BLOCK]], self._mean)
            np.maximum(highest, (self._target @ block.T).max(axis=1), out=highest)
        return highest.astype(np.float64)

"""What a strategy chose."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from demux_core.base.notebook import SHOWN_ROWS, listed_counts, summary_html
from demux_core.modelling.encoding import Encoding
from demux_core.strategies.base import Rows, Scores
from demux_core.strategies.constraints import Constraints

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class Selection:
    """Rows of ``pool`` worth annotating, best first.

    Args:
        strategy: name of the strategy.
        rows: (k,) int64 rows into ``pool``, best first.
        scores: (k,) float64, higher = picked earlier; 0 for the random strategies.
        pool: the pool, or for GOLD the labelled target-language data.
        target: the target sample, if one was given.
        labelled: number of rows that were excluded because they are labelled already.
        constraints: what it was chosen within; None where there was no limit.
        avoided: number of near-duplicates that the strategy gave and that were left out.
    """

    strategy: str
    rows: Rows
    scores: Scores
    pool: Encoding
    target: Encoding | None = None
    labelled: int = 0
    constraints: Constraints | None = None
    avoided: int = 0

    def __len__(self) -> int:
        return len(self.rows)

    def __repr__(self) -> str:
        return f"Selection({self.strategy}: {self._facts()})"

    def _repr_html_(self) -> str:
        table = self.first(SHOWN_ROWS).frame().drop(columns="strategy")
        if self.pool.texts is not None:
            table.insert(3, "text", _pick(self.pool.texts, self.rows[: len(table)]))
        return summary_html(f"Selection by {self.strategy}", self._facts(), table)

    def _facts(self) -> str:
        counts = self.language_counts()
        return f"{len(self):,} of {len(self.pool):,} texts" + (f", {listed_counts(counts)}" if counts else "")

    @property
    def ids(self) -> list[str]:
        """The ids of the rows, best first."""
        return _pick(self.pool.ids, self.rows)

    @property
    def languages(self) -> list[str] | None:
        """The languages of the rows, None where the pool has no language column."""
        return None if self.pool.languages is None else _pick(self.pool.languages, self.rows)

    def place_of(self, row: int) -> int:
        """The place of a row of ``pool``, from 1; 0 if it was not chosen."""
        places = np.flatnonzero(self.rows == row)
        return int(places[0]) + 1 if len(places) else 0

    def first(self, count: int) -> "Selection":
        """The best ``count`` rows."""
        return replace(self, rows=self.rows[:count], scores=self.scores[:count])

    def language_counts(self) -> dict[str, int]:
        """Rows per language, most frequent first, then by code; empty where languages are unknown."""
        counts = Counter(self.languages or [])
        return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))

    def frame(self) -> "pd.DataFrame":
        """One line per row, best first; None and NaN where a value is unknown.

        Columns: rank (from 1), id, language, strategy, score, uncertainty, nearest_target (id of the target
        point nearest to the row), distance (Euclidean, to that point).
        """
        import pandas as pd

        nearest_target, distance = self._nearest_target()
        uncertainty = self.pool.uncertainty
        return pd.DataFrame(
            {
                "rank": np.arange(1, len(self) + 1),
                "id": self.ids,
                "language": self.languages,
                "strategy": self.strategy,
                "score": self.scores,
                "uncertainty": np.nan if uncertainty is None else uncertainty[self.rows],
                "nearest_target": nearest_target,
                "distance": distance,
            }
        )

    def _nearest_target(self) -> tuple[list[str] | None, Scores]:
        from demux_core.strategies.neighbors import nearest

        vectors, target = self.pool.embeddings, self.target
        if vectors is None or target is None or target.embeddings is None or not len(target):
            return None, np.full(len(self), np.nan)
        distances, rows = nearest(vectors[self.rows], target.embeddings, 1)
        return _pick(target.ids, rows[:, 0]), distances[:, 0]


def _pick(column: Sequence[str], rows: Rows) -> list[str]:
    return [column[row] for row in rows.tolist()]

"""Results that are written at most twice a second: cells of linear probes finish faster than a disk syncs."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from demux_core.experiments.cells import Cell, CellRecord, Results

if TYPE_CHECKING:
    import pandas as pd

_SECONDS = 0.5


@dataclass
class PacedResults:
    """Keeps finished cells together for half a second (``cells.Results``).

    Whoever is killed meanwhile computes the cells of this half second again.
    """

    results: Results
    _waiting: dict[Cell, CellRecord] = field(default_factory=dict)
    _written: float = float("-inf")

    @property
    def work(self) -> Path:
        return self.results.work

    def get(self, cell: Cell) -> CellRecord | None:
        return self._waiting.get(cell) or self.results.get(cell)

    def put(self, *records: CellRecord) -> None:
        self._waiting |= {record.cell: record for record in records}
        if time.monotonic() > self._written + _SECONDS:
            self.write()

    def table(self) -> "pd.DataFrame":
        self.write()
        return self.results.table()

    def write(self) -> None:
        """Write what is kept."""
        if self._waiting:
            self.results.put(*self._waiting.values())
            self._waiting.clear()
        self._written = time.monotonic()


@contextmanager
def paced(results: Results) -> Iterator[PacedResults]:
    """Pace the writing of ``results``; at the end, whatever happened, all finished cells are written."""
    pace = PacedResults(results)
    try:
        yield pace
    finally:
        pace.write()

"""Rows of an encoding that ``streaming`` wrote: each is read where it is needed, a row group at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from demux_core.base.errors import InputError
from demux_core.data import stores

if TYPE_CHECKING:
    import pyarrow as pa

Rows = NDArray[np.int64]
EMBEDDING = "embedding"


@dataclass(frozen=True, eq=False)
class Piece:
    """A row group of a file.

    Args:
        place: path or URL of the file.
        group: the row group.
        kept: (k,) its rows that belong to the pool; None is all of them.
    """

    place: str
    group: int
    kept: Rows | None = None

    def read(self, columns: Sequence[str], rows: Rows) -> "pa.Table":
        """Those of the columns that the file has, of these of the kept rows."""
        import pyarrow.parquet as pq

        with stores.explained(self.place):
            files, path = stores.open_store(self.place)
            with files.open(path, "rb") as content, pq.ParquetFile(content) as file:
                there = [name for name in columns if name in file.schema_arrow.names]
                table = file.read_row_group(self.group, there)
        at = rows if self.kept is None else self.kept[rows]
        return table if len(at) == len(table) else table.take(at)


@dataclass(frozen=True, eq=False)
class StoredRows:
    """Some rows of a pool, as they are sent to the computer that reads them.

    Args:
        rows: (k,) ascending rows of the pool, at least one.
        pieces: where they are.
        starts: (p + 1,) the first row of each piece, and the end of the last.
    """

    rows: Rows
    pieces: tuple[Piece, ...]
    starts: Rows

    def read(self, *columns: str) -> "pa.Table":
        """Those of the columns that there are, (k,) values each; null in files that lack one."""
        import pyarrow as pa

        tables = []
        bounds = np.searchsorted(self.rows, self.starts).tolist()
        for number, piece in enumerate(self.pieces):
            rows = self.rows[bounds[number] : bounds[number + 1]]
            if len(rows):
                tables.append(piece.read(columns, rows - self.starts[number]))
        return pa.concat_tables(tables, promote_options="default")

    def vectors(self) -> NDArray[np.float32]:
        """(k, dim) embeddings."""
        return embeddings_of(self.read(EMBEDDING))


def embeddings_of(table: "pa.Table") -> NDArray[np.float32]:
    """(k, dim) embeddings in a table that was read."""
    column = table[EMBEDDING].combine_chunks()
    values: NDArray[np.float32] = column.flatten().to_numpy().reshape(len(table), -1)
    return values


@dataclass(frozen=True, eq=False)
class StoredVectors:
    """The embeddings of a pool that no computer holds: they are only read a part at a time.

    Args:
        pieces: where they are, in the order of the rows.
        starts: (p + 1,) the first row of each piece, and the end of the last.
        width: of a vector.
    """

    pieces: tuple[Piece, ...]
    starts: Rows
    width: int

    @property
    def shape(self) -> tuple[int, int]:
        return len(self), self.width

    def __len__(self) -> int:
        return int(self.starts[-1])

    def __array__(self, dtype: Any = None, copy: Any = None) -> NDArray[np.float32]:
        raise InputError(
            "an encoding that a cluster has written is too large to be looked at as a whole; "
            "leave out the option that needs it, or encode with the engine 'local'"
        )

    def cuts(self, most: int) -> Rows:
        """The rows at which to divide the pool, with both ends: between pieces, in parts of ``most`` rows.

        A part has more only if a single piece has.
        """
        cuts = [0]
        for start, end in zip(self.starts[:-1].tolist(), self.starts[1:].tolist(), strict=True):
            if end - cuts[-1] > most and start > cuts[-1]:
                cuts.append(start)
        return np.array([*cuts, len(self)], dtype=np.int64)

    def at(self, rows: Rows) -> StoredRows:
        """Ascending rows, at least one, to be read elsewhere."""
        first = int(np.searchsorted(self.starts, rows[0], side="right")) - 1
        last = int(np.searchsorted(self.starts, rows[-1], side="right"))
        return StoredRows(rows, self.pieces[first:last], self.starts[first : last + 1])

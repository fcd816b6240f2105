"""A pool that ``modelling/streaming.py`` encoded: chosen from without a computer that holds it.

Of a row, only what is small is read here: its uncertainty, its language, and hashes of its id and content.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from sys import intern
from typing import TYPE_CHECKING, Any

import numpy as np

from demux_core.base.errors import InputError
from demux_core.modelling.encoding import Encoding
from demux_core.modelling.part_writer import UNCERTAINTY
from demux_core.modelling.stored_vectors import (
    EMBEDDING,
    Piece,
    Rows,
    StoredRows,
    StoredVectors,
    embeddings_of,
)
from demux_core.strategies.engines import on_ray
from demux_core.strategies.parts import Parts, Share
from demux_core.strategies.selection import Selection
from demux_core.strategies.small_columns import Hashes, SmallColumns, full_id, hashes_of, small_columns
from demux_core.tasks import find_task

if TYPE_CHECKING:
    import pyarrow as pa

_READ = ("id", "language", "text", "gloss", EMBEDDING)  # of the rows that are chosen


@dataclass(frozen=True, eq=False)
class StreamedPool:
    """A pool without copies: of rows with the same content the first counts, whatever file it is in.

    Args:
        encoding: the pool for ``select``: its vectors are ``stored``, and its ids the numbers of the rows.
        stored: the vectors.
        parts: the name of the part that each of their pieces belongs to.
        ids: (n,) hashes of the ids.
        renamed: ascending rows whose id an earlier row has; theirs then begins with the name of their part.
        share: who reads.
    """

    encoding: Encoding
    stored: StoredVectors
    parts: Sequence[str]
    ids: Hashes
    renamed: Rows
    share: Share[Any]

    def rows_of(self, ids: Sequence[str]) -> list[int | None]:
        """The rows with these ids, None where there is none."""
        order, wanted = np.argsort(self.ids), hashes_of(ids)
        places = np.minimum(np.searchsorted(self.ids, wanted, sorter=order), len(order) - 1)
        rows = order[places]
        known = (self.ids[rows] == wanted).tolist()
        return [row if found else None for row, found in zip(rows.tolist(), known, strict=True)]

    def with_rows(self, selection: Selection) -> Selection:
        """The selection from a pool of the chosen rows alone, whose ids, texts and vectors are read now."""
        order = np.argsort(selection.rows)
        table = self._read(selection.rows[order]).take(np.argsort(order))
        uncertainty, glosses = self.encoding.uncertainty, table["gloss"].to_pylist()
        pool = Encoding(
            [self._id(*pair) for pair in zip(selection.rows.tolist(), table["id"].to_pylist(), strict=True)],
            embeddings_of(table),
            None if uncertainty is None else uncertainty[selection.rows],
            table["language"].to_pylist(),
            table["text"].to_pylist(),
            measure=self.encoding.measure,
            glosses=glosses if any(glosses) else None,
        )
        return replace(selection, rows=np.arange(len(pool)), pool=pool)

    def _read(self, rows: Rows) -> "pa.Table":
        import pyarrow as pa

        bounds = np.searchsorted(rows, self.stored.cuts(Parts().most)).tolist()
        needed = [self.stored.at(rows[start:end]) for start, end in pairwise(bounds) if start < end]
        found = dict(self.share(_rows, needed.__getitem__, range(len(needed))))
        return pa.concat_tables([found[number] for number in range(len(needed))])

    def _id(self, row: int, name: str) -> str:
        place = np.searchsorted(self.renamed, row)
        if place == len(self.renamed) or self.renamed[place] != row:
            return name
        return full_id(self.parts[int(np.searchsorted(self.stored.starts, row, side="right")) - 1], name)


def open_pool(
    folder: str, manifest: dict[str, Any], measure: str | None = None, share: Share[Any] = on_ray
) -> StreamedPool:
    """Open the encoding in a folder.

    Args:
        folder: a path that every node has, or a URL.
        manifest: of the encoding.
        measure: name of the uncertainty measure; the task's default if None.
        share: who reads.

    Raises:
        InputError: the measure was not computed, a file is missing, or there is no row.
    """
    measures = find_task(manifest["task"]).measures
    if measure not in (None, *measures):
        raise _not_computed(measure, measures)
    column = UNCERTAINTY if measure in (None, measures[0]) else str(measure)
    files = _files(folder, manifest, column, share)
    kept = _firsts(np.concatenate([file.keys for file in files]))
    if not len(kept):
        raise InputError("data must have at least one row, but the files have none; check the export")
    uncertainty = [file.uncertainty for file in files if file.uncertainty is not None]
    if measure is not None and not uncertainty:
        raise _not_computed(measure, ())
    found = list(_pieces(files, kept))
    starts = np.concatenate([[0], np.cumsum([rows for _, _, rows in found])])
    stored = StoredVectors(tuple(piece for piece, _, _ in found), starts, max(file.width for file in files))
    languages = [intern(code) for file in files for code in file.languages]
    encoding = Encoding(
        range(len(kept)),  # type: ignore[arg-type]  # ids are read for the chosen rows alone
        stored,  # type: ignore[arg-type]  # what looks at a whole pool refuses it
        np.concatenate(uncertainty)[kept] if uncertainty else None,
        languages if len(kept) == len(languages) else [languages[row] for row in kept.tolist()],
        measure=(measure or measures[0]) if uncertainty else None,
    )
    ids = np.concatenate([file.ids for file in files])[kept]
    renamed = np.setdiff1d(np.arange(len(kept)), _firsts(ids), assume_unique=True)
    ids[renamed] = np.concatenate([file.full_ids for file in files])[kept[renamed]]
    return StreamedPool(encoding, stored, [part for _, part, _ in found], ids, renamed, share)


def _not_computed(measure: str | None, computed: Sequence[str]) -> InputError:
    choices = ", ".join(computed) or "none, because the model has no task head; train one first"
    return InputError(f"uncertainty measure {measure!r} was not computed; choices: {choices}")


def _files(folder: str, manifest: dict[str, Any], column: str, share: Share[Any]) -> list[SmallColumns]:
    pairs = [(f"{folder.rstrip('/')}/{file['file']}", file["part"]) for file in manifest["files"]]
    found = dict(share(partial(small_columns, column), pairs.__getitem__, range(len(pairs))))
    return [found[number] for number in range(len(pairs))]


def _pieces(files: Sequence[SmallColumns], kept: Rows) -> Iterator[tuple[Piece, str, int]]:
    """The row groups that have ``kept`` rows, each with the name of its part and the number of these rows."""
    start = 0
    for file in files:
        for group, size in enumerate(file.groups):
            rows = kept[slice(*np.searchsorted(kept, [start, start + size]))] - start
            if len(rows):
                yield Piece(file.place, group, None if len(rows) == size else rows), file.part, len(rows)
            start += size


def _rows(stored: StoredRows) -> "pa.Table":
    import pyarrow as pa

    table = stored.read(*_READ)
    if "gloss" not in table.column_names:
        table = table.append_column("gloss", pa.nulls(len(table), pa.string()))
    return table.select(_READ)


def _firsts(values: Hashes) -> Rows:
    """The ascending positions at which each value first occurs."""
    return np.sort(np.unique(values, return_index=True)[1])

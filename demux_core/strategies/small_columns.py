"""What is small of the files of an encoding that a cluster wrote."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from sys import intern

import numpy as np
from numpy.typing import NDArray

from demux_core.data import stores
from demux_core.modelling.stored_vectors import EMBEDDING

Hashes = NDArray[np.uint64]


@dataclass(frozen=True, eq=False)
class SmallColumns:
    """What is small of one file of the encoding, (n,) values each.

    Args:
        place: path or URL of the file.
        part: name of the part that it was made from.
        groups: the number of rows of each row group.
        ids: hashes of the ids.
        full_ids: hashes of the ids with the name of the part before them.
        keys: what stands for the content.
        languages: codes.
        uncertainty: None if it was not computed.
        width: of the vectors; 0 where there is no row.
    """

    place: str
    part: str
    groups: list[int]
    ids: Hashes
    full_ids: Hashes
    keys: Hashes
    languages: list[str]
    uncertainty: NDArray[np.float32] | None
    width: int


def small_columns(uncertainty: str, file: tuple[str, str]) -> SmallColumns:
    """Read them from a file.

    Args:
        uncertainty: the column of the measure.
        file: its place, and the name of its part.
    """
    import pyarrow.parquet as pq

    place, part = file
    with stores.explained(place):
        files, path = stores.open_store(place)
        with files.open(path, "rb") as content, pq.ParquetFile(content) as parquet:
            schema, footer = parquet.schema_arrow, parquet.metadata
            known = uncertainty in schema.names
            table = parquet.read(["id", "key", "language", *([uncertainty] if known else [])])
    ids = table["id"].to_pylist()
    return SmallColumns(
        place,
        part,
        [footer.row_group(number).num_rows for number in range(footer.num_row_groups) if len(ids)],
        hashes_of(ids),
        hashes_of([full_id(part, name) for name in ids]),
        table["key"].to_numpy(),
        [intern(code) for code in table["language"].to_pylist()],  # one object each, when it is sent, too
        table[uncertainty].to_numpy() if known else None,
        schema.field(EMBEDDING).type.list_size if EMBEDDING in schema.names else 0,
    )


def hashes_of(names: Sequence[str]) -> Hashes:
    """(n,) numbers that stand for ids, the same on every computer."""
    digests = b"".join(blake2b(name.encode(), digest_size=8).digest() for name in names)
    return np.frombuffer(digests, dtype=np.uint64)


def full_id(part: str, name: str) -> str:
    """An id that no other part has."""
    return f"{part}:{name}"

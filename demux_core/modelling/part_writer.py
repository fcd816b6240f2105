"""One part of a pool, encoded into one Parquet file, in row groups of ``BLOCK`` rows.

Its columns are id, key (a number that stands for the content), language, text, gloss where the file has one,
embedding and, with a task head, uncertainty (the task's first measure) and the other measures by their names.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from demux_core.base.config import EncodingConfig
from demux_core.data import stores
from demux_core.data.dataset import Dataset
from demux_core.data.identity import content_digest
from demux_core.data.parquet_parts import Part, Rules
from demux_core.modelling.encoder import settings_of, shards_of
from demux_core.modelling.shards import EncodedRows, Reader, ShardWriter
from demux_core.modelling.stored_vectors import EMBEDDING

if TYPE_CHECKING:
    import pyarrow as pa

UNCERTAINTY = "uncertainty"
# Raised whenever the same file would be read as other rows than before.
READING = 1
BLOCK = 65_536  # rows; with 384 numbers each, 100 MB


@dataclass(frozen=True)
class PartWriter:
    """Reads, encodes and writes parts of a pool.

    Args:
        reader: the model and the task.
        config: how texts become vectors; it names the pooling.
        rules: how files are read.
        out: the folder of the output, a path or a URL.
    """

    reader: Reader
    config: EncodingConfig
    rules: Rules
    out: str

    def settings(self) -> dict[str, Any]:
        """All that decides the content of a file of the output but the part itself."""
        rules = {"columns": dict(self.rules.columns), "language": self.rules.language}
        return {**settings_of(self.reader, self.config), "reading": READING, **rules}

    def write(self, part: Part, name: str) -> int:
        """Write the file ``name`` for a part, whole or not at all, and return its number of rows."""
        import pyarrow.parquet as pq

        dataset = self.rules.load(part)
        tables = self._tables(dataset)
        first = next(tables)
        with stores.writing(f"{self.out}/{name}") as path:
            dictionaries = ["language"]  # numbers and texts hardly repeat
            with pq.ParquetWriter(path, first.schema, use_dictionary=dictionaries) as file:
                file.write_table(first, BLOCK)
                for table in tables:
                    file.write_table(table, BLOCK)
        return len(dataset)

    def _tables(self, dataset: Dataset) -> Iterator["pa.Table"]:
        for start in range(0, max(len(dataset), 1), BLOCK):
            block = dataset.take(range(start, min(start + BLOCK, len(dataset))))
            yield _table(block, self._encoded(block) if len(block) else None)

    def _encoded(self, block: Dataset) -> EncodedRows:
        """The rows in their order, without vectors of words."""
        writer = ShardWriter(block, self.reader, self.config)
        groups = shards_of(block.texts)
        found = [writer.encode(rows) for rows in groups]
        order = np.argsort(np.concatenate(groups))
        return EncodedRows(
            np.concatenate([each.embeddings for each in found])[order],
            np.concatenate([each.uncertainty for each in found])[order],
        )


def _table(dataset: Dataset, encoded: EncodedRows | None) -> "pa.Table":
    import pyarrow as pa

    digest = partial(content_digest, dataset.task)
    keys = [int(digest(key), 16) for key in dataset.task.content_keys(dataset.frame)]
    columns: dict[str, Any] = {
        "id": pa.array(dataset.frame["id"], pa.string()),
        "key": pa.array(keys, pa.uint64()),
        "language": pa.array(dataset.languages, pa.string()),
        "text": pa.array(dataset.texts, pa.string()),
    }
    if "gloss" in dataset.frame:
        columns["gloss"] = pa.array(dataset.frame["gloss"], pa.string())
    if encoded is not None:
        width = encoded.embeddings.shape[1]
        columns[EMBEDDING] = pa.FixedSizeListArray.from_arrays(pa.array(encoded.embeddings.ravel()), width)
        for name, values in zip(dataset.task.measures, encoded.uncertainty.T, strict=False):
            column = UNCERTAINTY if name == dataset.task.measures[0] else name
            columns[column] = pa.array(np.ascontiguousarray(values))
    return pa.table(columns)

"""Parquet, with the class names that datasets from the hub store in the schema."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any

import pandas as pd

from demux_core.base import strict_json
from demux_core.base.errors import InputError
from demux_core.data.formats import limits
from demux_core.data.formats.base import table
from demux_core.data.formats.raw_file import RawFile

_BATCH_ROWS = 10_000
_BATCH_BYTES = 64_000_000
_REMEDY = "split it, or leave out columns"


def read(file: RawFile, most: int | None = None) -> pd.DataFrame:
    """The first ``most`` rows of a file, or all of them, as ``read_content`` reads them.

    Raises:
        InputError: as there.
    """
    return read_content(file.seekable(), most).iloc[:most]


def read_content(
    source: Path | IO[bytes], most: int | None = None, groups: Sequence[int] | None = None
) -> pd.DataFrame:
    """Columns as Python values; class numbers become names where the file has names.

    Args:
        source: path or content of a file.
        most: a number of rows that suffices; row groups behind them are not unpacked. None is all of them.
        groups: the row groups that are read; all if None.

    Raises:
        InputError: the file is not Parquet or too large, or a class number has no name.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(source) as parquet:
            chosen = _first_groups(parquet.metadata, most) if groups is None else list(groups)
            size = _check_size(source, parquet, chosen)
            names, metadata = parquet.schema_arrow.names, parquet.schema_arrow.metadata or {}
            columns: list[list[Any]] = [[] for _ in names]
            decoded = 0  # the numbers in the file's footer may be wrong
            for batch in parquet.iter_batches(_batch(parquet, size), chosen):
                decoded += sum(map(_values, batch.columns))
                limits.check_values(decoded)
                for values, column in zip(columns, batch.columns, strict=True):
                    values += column.to_pylist()
    except InputError:
        raise
    except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise InputError(
            f"the file must be Parquet, but cannot be read ({reason}); write the file again"
        ) from error
    features = _features(metadata)
    for i, name in enumerate(names):
        if classes := _class_names(features.get(name)):
            columns[i] = [_named(value, classes, name) for value in columns[i]]
    return table(names, columns)


def read_all(files: Iterable[RawFile], most: int | None = None) -> pd.DataFrame:
    """The rows of several files one after the other; a file is only asked for while rows are missing.

    Raises:
        InputError: as for ``read``, or the files have too many values together.
    """
    frames: list[pd.DataFrame] = []
    rows = cells = 0
    for file in files:
        frames.append(read(file, None if most is None else most - rows))
        rows, cells = rows + len(frames[-1]), cells + frames[-1].size
        limits.check_values(cells)
        if most is not None and rows >= most:
            break
    return pd.concat(frames, ignore_index=True)


def _first_groups(metadata: Any, most: int | None) -> list[int]:
    """The row groups that hold the first ``most`` rows."""
    groups, rows = [], 0
    for i in range(metadata.num_row_groups):
        if most is not None and rows >= most:
            break
        groups.append(i)
        rows += metadata.row_group(i).num_rows
    return groups


def _check_size(content: Any, file: Any, chosen: list[int]) -> int:
    # A few kilobytes can expand to terabytes: a long text is stored once and repeated by its number.
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    metadata = file.metadata
    limits.check_columns(metadata.num_columns)
    groups = [metadata.row_group(i) for i in chosen]
    chunks = [group.column(j) for group in groups for j in range(metadata.num_columns)]
    rows = sum(group.num_rows for group in groups)
    limits.check_values(max(sum(chunk.num_values for chunk in chunks), rows))
    leaves = [file.schema.column(j) for j in range(metadata.num_columns)]
    size = int(sum(chunk.total_uncompressed_size for chunk in chunks))
    size += sum(leaf.length * rows for leaf in leaves if leaf.physical_type.startswith("FIXED"))
    limits.check_bytes(size, limits.MAX_FILE_BYTES, _REMEDY)
    texts = [leaf.path for leaf in leaves if leaf.physical_type == "BYTE_ARRAY"]
    with pq.ParquetFile(content, read_dictionary=texts) as shared:
        unpacked = 0
        for batch in shared.iter_batches(_batch(file, size), chosen, columns=texts):
            for leaf in _dictionaries(batch.columns):
                unpacked += pc.sum(pc.binary_length(leaf.dictionary).take(leaf.indices)).as_py() or 0
            limits.check_bytes(unpacked, limits.MAX_FILE_BYTES, _REMEDY)
    return int(max(size, unpacked))


def _batch(file: Any, size: int) -> int:
    return int(max(1, min(_BATCH_ROWS, file.metadata.num_rows * _BATCH_BYTES // max(size, 1))))


def _values(array: Any) -> int:
    """The number of values of a column, at the level of its lists that has the most."""
    return max(len(array), sum(map(_values, _children(array))))


def _dictionaries(arrays: Iterable[Any]) -> Iterator[Any]:
    import pyarrow as pa

    for array in arrays:
        if isinstance(array, pa.DictionaryArray):
            yield array
        else:
            yield from _dictionaries(_children(array))


def _children(array: Any) -> list[Any]:
    import pyarrow as pa

    if isinstance(array, pa.ExtensionArray):
        return [array.storage]
    if isinstance(array, pa.MapArray):
        return [array.keys, array.items]
    if isinstance(array, (pa.StructArray, pa.ListArray, pa.LargeListArray, pa.FixedSizeListArray)):
        inner = array.flatten()
        return inner if isinstance(inner, list) else [inner]
    return []


def _features(metadata: dict[bytes, bytes]) -> dict[str, Any]:
    try:
        return dict(strict_json.parse(metadata[b"huggingface"].decode())["info"]["features"])
    except (KeyError, TypeError, ValueError):
        return {}


def _class_names(feature: Any) -> list[str] | None:
    while not isinstance(feature, dict) or feature.get("_type") != "ClassLabel":
        if isinstance(feature, list) and feature:
            feature = feature[0]
        elif isinstance(feature, dict) and "feature" in feature:
            feature = feature["feature"]
        else:
            return None
    names = feature.get("names")
    return names if isinstance(names, list) and all(isinstance(name, str) for name in names) else None


def _named(value: Any, names: list[str], column: str) -> Any:
    if isinstance(value, list):
        return [_named(item, names, column) for item in value]
    # -1 is how the hub's datasets write "no label".
    if value is None or value == -1:
        return None
    if not isinstance(value, int):
        return value
    if not 0 <= value < len(names):
        raise InputError(
            f"classes of {column!r} must be 0 to {len(names) - 1}, those that the file names, got {value}; "
            f"write the file again with names instead of numbers"
        )
    return names[value]

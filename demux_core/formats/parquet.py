"""Parquet, with the class names that datasets from the hub keep in the schema."""

import json
from pathlib import Path
from typing import Any

import pandas as pd

from demux_core.errors import InputError
from demux_core.formats.base import table


def read(path: Path) -> pd.DataFrame:
    """Columns as Python values; class numbers become their names where the file has them.

    Raises:
        InputError: it is not Parquet, or a class number has no name.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        content = pq.ParquetFile(path).read()
        columns = [column.to_pylist() for column in content.columns]
    except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise InputError(
            f"the file must be Parquet, but cannot be read ({reason}); write it again"
        ) from error
    features = _features(content.schema.metadata or {})
    for i, name in enumerate(content.column_names):
        if names := _class_names(features.get(name)):
            columns[i] = [_named(value, names, name) for value in columns[i]]
    return table(content.column_names, columns)


def _features(metadata: dict[bytes, bytes]) -> dict[str, Any]:
    try:
        return dict(json.loads(metadata[b"huggingface"])["info"]["features"])
    except (KeyError, TypeError, ValueError):
        return {}


def _class_names(feature: Any) -> list[str] | None:
    if isinstance(feature, list) and feature:
        return _class_names(feature[0])
    if isinstance(feature, dict):
        return (
            feature.get("names")
            if feature.get("_type") == "ClassLabel"
            else _class_names(feature.get("feature"))
        )
    return None


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
            f"classes of {column!r} must be 0 to {len(names) - 1}, as many as the file names, got {value}; "
            f"write the file again with names instead of numbers"
        )
    return names[value]

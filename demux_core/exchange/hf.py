"""Hugging Face ``datasets`` on disk: what ``load_from_disk`` opens and ``save_to_disk`` writes (Arrow)."""

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from demux_core.base.errors import InputError
from demux_core.base.files import atomic_path, atomic_write, check_output_folder
from demux_core.data.formats import limits
from demux_core.data.formats.base import table
from demux_core.exchange.returned import Returned
from demux_core.exchange.sheet import Sheet
from demux_core.exchange.tables import returned_rows, table_of
from demux_core.tasks.base import Task

if TYPE_CHECKING:
    import pandas as pd

_STATE, _INFO, _DATA = "state.json", "dataset_info.json", "data-00000-of-00001.arrow"


def write(sheet: Sheet, path: Path) -> list[Path]:
    """Write the folder; one that was written before is replaced.

    Raises:
        InputError: there is something else at ``path``.
    """
    import pyarrow as pa

    folder = check_output_folder(path, _STATE)
    content = pa.Table.from_pandas(table_of(sheet), preserve_index=False).replace_schema_metadata(None)
    with atomic_path(folder / _DATA) as temporary, pa.ipc.new_stream(temporary, content.schema) as stream:
        stream.write_table(content)
    state: dict[str, Any] = {"_data_files": [{"filename": _DATA}]}
    state["_fingerprint"] = sheet.dataset.content_hash[:16]
    state |= {"_format_columns": None, "_format_kwargs": {}, "_format_type": None}
    atomic_write(folder / _INFO, json.dumps({"features": None}))
    atomic_write(folder / _STATE, json.dumps(state | {"_output_all_columns": False, "_split": None}))
    return [path]


def read(path: Path, task: Task) -> Iterator[Returned]:
    """Yield the rows of a folder, or of a .zip file with the folder's files."""
    return returned_rows(_read_arrow(path), task)


def _read_arrow(path: Path) -> "pd.DataFrame":
    import pyarrow as pa

    columns: dict[str, list[Any]] = {}
    values = 0
    try:
        for content in _data_files(path):
            for batch in pa.ipc.open_stream(pa.py_buffer(content)):
                values += batch.num_rows * batch.num_columns
                limits.check_values(values)
                for name in batch.schema.names:
                    columns.setdefault(name, []).extend(batch.column(name).to_pylist())
    except (pa.ArrowException, zipfile.BadZipFile, OSError) as error:
        raise InputError(
            f"the file must be a folder that `save_to_disk` wrote, or a .zip of one, but cannot be read "
            f"({error}); save it again"
        ) from error
    if not columns:
        raise InputError(
            f"a dataset on disk must have files *.arrow, but {path.name} has none; give the folder with "
            f"{_STATE}, or a .zip of it"
        )
    return table(list(columns), list(columns.values()))


def _data_files(path: Path) -> Iterator[bytes]:
    """The Arrow files of a folder or a .zip; a cache of ``map`` beside them is no data."""
    if path.is_dir():
        for file in sorted(path.glob("data-*.arrow")):
            limits.check_bytes(file.stat().st_size, limits.MAX_FILE_BYTES, "split it")
            yield file.read_bytes()
        return
    with zipfile.ZipFile(path) as archive:
        for member in sorted(archive.infolist(), key=lambda each: each.filename):
            name = member.filename.rsplit("/", 1)[-1]
            if name.startswith("data-") and name.endswith(".arrow"):
                limits.check_bytes(member.file_size, limits.MAX_FILE_BYTES, "split it")
                yield archive.read(member)

"""Files on the server or in a store, below ``server_roots``: copied block by block, through fsspec."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from demux_core.base.errors import InputError
from demux_core.data import stores
from demux_core.data.formats import limits, suffix_of
from demux_core.data.server_roots import below_root
from demux_core.data.stores import PARQUET


def name_of(place: str) -> str:
    """What a place is called as a file: a folder of Parquet files by its name and ``.parquet``."""
    name = unquote(place.rstrip("/").rpartition("/")[2])
    try:
        suffix_of(name)
    except InputError:
        return f"{name}{PARQUET}"
    return name


def local_copies(place: str, folder: Path) -> list[Path]:
    """Return the file at a place or, of a folder, its Parquet files by name, as paths of this machine.

    Args:
        place: an absolute path or a URL, below a root.
        folder: where the files of a URL are downloaded to, block by block.

    Raises:
        InputError: the place is outside the roots, does not exist, cannot be read or is too large, a folder
            has no Parquet files, or a package is not installed.
    """
    checked = below_root(place)
    if isinstance(checked, Path):
        return _local_files(checked)
    return _downloaded(checked, folder)


def parquet_files(folder: Path) -> list[Path]:
    """The Parquet files in a folder of this machine, by name.

    Raises:
        InputError: there are none.
    """
    names = stores.parquet_among((file.name for file in folder.iterdir()), str(folder))
    return [folder / name for name in names]


def one_file(paths: Sequence[Path], folder: Path) -> Path:
    """Return the only path, or several Parquet files joined into one in ``folder``, block by block.

    Raises:
        InputError: a file is not Parquet, has other columns than the first, or they are too large.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    if len(paths) == 1:
        return paths[0]
    out, path = folder / f"joined{PARQUET}", paths[0]
    try:
        schema = pq.read_schema(path)
        with pq.ParquetWriter(out, schema) as writer:
            for path in paths:
                with pq.ParquetFile(path) as file:
                    for batch in file.iter_batches():
                        table = pa.Table.from_batches([batch]).select(schema.names)
                        writer.write_table(table.cast(schema))
                limits.check_bytes(out.stat().st_size, limits.MAX_FILE_BYTES, stores.REMEDY)
    except InputError:
        raise
    except (pa.ArrowException, KeyError, ValueError, OSError) as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise InputError(
            f"the files of a folder must be Parquet with the same columns, {path.name} is not ({reason}); "
            "write it again, or name single files"
        ) from error
    return out


def _local_files(path: Path) -> list[Path]:
    if not os.path.exists(path):  # noqa: PTH110 - false for names that no system accepts
        raise InputError(f"there is no {str(path)[:200]}; check the path")
    files = parquet_files(path) if path.is_dir() else [path]
    for file in files:
        below_root(str(file))  # a link may lead out of the folder
    return files


def _downloaded(url: str, folder: Path) -> list[Path]:
    with stores.explained(url):
        files, place = stores.open_store(url)
        names = [place]
        # A web server calls whatever has links in it a folder.
        if not (stores.is_web(url) and is_file(place)) and files.isdir(place):
            names = stores.parquet_among(stores.inside(files, place), url)
        return [_download(files, name, folder, number) for number, name in enumerate(names)]


def is_file(name: str) -> bool:
    """Whether a name ends as that of a file that is read."""
    try:
        return bool(suffix_of(name))
    except InputError:
        return False


def _download(files: Any, name: str, folder: Path, number: int) -> Path:
    out = folder / f"{number:05}-{Path(name).name}"
    with files.open(name, "rb") as there, out.open("wb") as here:
        stores.copy(there, here)
    if not out.stat().st_size:
        raise InputError(
            f"{name} is empty, or leads to another address; name that one (a web folder ends in /)"
        )
    return out

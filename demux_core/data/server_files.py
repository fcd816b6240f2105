"""Files on the server or in a store, below ``server_roots``: copied block by block, through fsspec."""

from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any
from urllib.parse import unquote, urlsplit

from demux_core.base.errors import InputError
from demux_core.data.formats import limits, suffix_of
from demux_core.data.server_roots import below_root

_BLOCK = 1_000_000  # bytes
_PARQUET = ".parquet"
_REMEDY = "split it, or leave out columns"
# The packages that fsspec needs for a kind of URL; those of other kinds are named by fsspec itself.
_PACKAGES = {
    "s3": "s3fs",
    "gs": "gcsfs",
    "gcs": "gcsfs",
    "http": "aiohttp",
    "https": "aiohttp",
    "abfs": "adlfs",
}


def name_of(place: str) -> str:
    """What a place is called as a file: a folder of Parquet files by its name and ``.parquet``."""
    name = unquote(place.rstrip("/").rpartition("/")[2])
    try:
        suffix_of(name)
    except InputError:
        return f"{name}{_PARQUET}"
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
    found = sorted(file for file in folder.iterdir() if file.suffix == _PARQUET)
    return [folder / name for name in _some([file.name for file in found], str(folder))]


def one_file(paths: Sequence[Path], folder: Path) -> Path:
    """Return the only path, or several Parquet files joined into one in ``folder``, block by block.

    Raises:
        InputError: a file is not Parquet, has other columns than the first, or they are too large.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    if len(paths) == 1:
        return paths[0]
    out, path = folder / f"joined{_PARQUET}", paths[0]
    try:
        schema = pq.read_schema(path)
        with pq.ParquetWriter(out, schema) as writer:
            for path in paths:
                with pq.ParquetFile(path) as file:
                    for batch in file.iter_batches():
                        table = pa.Table.from_batches([batch]).select(schema.names)
                        writer.write_table(table.cast(schema))
                limits.check_bytes(out.stat().st_size, limits.MAX_FILE_BYTES, _REMEDY)
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
    if not _exists(path):
        raise InputError(f"there is no {str(path)[:200]}; check the path")
    files = parquet_files(path) if path.is_dir() else [path]
    for file in files:
        below_root(str(file))  # a link may lead out of the folder
    return files


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a name that no system accepts
        return False


def _downloaded(url: str, folder: Path) -> list[Path]:
    import fsspec

    scheme = urlsplit(url).scheme
    try:
        # A redirection may lead anywhere.
        options = {"allow_redirects": False} if scheme in ("http", "https") else {}
        files, place = fsspec.url_to_fs(url, **options)
        names = [place]
        # A web server calls whatever has links in it a folder.
        if not (options and _is_file(place)) and files.isdir(place):
            listed = map(str, files.ls(place, detail=False))
            inside = [name for name in listed if _is_inside(name, place) and name.endswith(_PARQUET)]
            names = _some(sorted(inside), url)
        return [_download(files, name, folder, number) for number, name in enumerate(names)]
    except ImportError as error:
        package = _PACKAGES.get(scheme, str(error))
        raise InputError(
            f"{scheme}:// needs the package {package}, which is not installed; `pip install {package}`"
        ) from error
    except InputError:
        raise
    except FileNotFoundError as error:
        raise InputError(f"there is no {url}; check the address") from error
    except Exception as error:  # every store has errors of its own
        raise InputError(
            f"{url} cannot be read ({type(error).__name__}: {str(error)[:200]}); check address and rights"
        ) from error


def _is_inside(name: str, folder: str) -> bool:
    start = f"{folder.rstrip('/')}/"
    return name.startswith(start) and "/" not in name.removeprefix(start)


def _is_file(name: str) -> bool:
    try:
        return bool(suffix_of(name))
    except InputError:
        return False


def _download(files: Any, name: str, folder: Path, number: int) -> Path:
    out = folder / f"{number:05}-{Path(name).name}"
    with files.open(name, "rb") as there, out.open("wb") as here:
        _copy(there, here)
    if not out.stat().st_size:
        raise InputError(
            f"{name} is empty, or leads to another address; name that one (a web folder ends in /)"
        )
    return out


def _copy(there: IO[bytes], here: IO[bytes]) -> None:
    size = 0
    while block := there.read(_BLOCK):
        size += len(block)
        limits.check_bytes(size, limits.MAX_FILE_BYTES, _REMEDY)
        here.write(block)


def _some(files: list[str], place: str) -> list[str]:
    if not files:
        raise InputError(f"a folder must have Parquet files in it, but {place} has none; name a file")
    return files

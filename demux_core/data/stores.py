"""Files by path or URL, through fsspec: a folder of this machine, ``s3://``, ``gs://``, ``http://``."""

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

from demux_core.base.errors import InputError
from demux_core.base.files import atomic_path
from demux_core.data.formats import limits
from demux_core.data.server_roots import is_url

PARQUET = ".parquet"
REMEDY = "split it, or leave out columns"
_BLOCK = 1_000_000  # bytes
_WEB = ("http", "https")
# The packages that fsspec needs for a kind of URL; those of other kinds are named by fsspec itself.
_PACKAGES = {
    "s3": "s3fs",
    "gs": "gcsfs",
    "gcs": "gcsfs",
    "http": "aiohttp",
    "https": "aiohttp",
    "abfs": "adlfs",
}


def open_store(place: str) -> tuple[Any, str]:
    """The file system of a path or URL, and what the place is called there.

    Raises:
        ImportError: a package is missing; ``explained`` names it.
    """
    import fsspec

    if not is_url(place):  # whatever characters are in the path
        return fsspec.filesystem("file"), os.path.abspath(place)  # noqa: PTH100 - links stay as they are
    # A redirection may lead anywhere.
    options = {"allow_redirects": False} if is_web(place) else {}
    files, path = fsspec.url_to_fs(place, **options)
    return files, str(path)


def full_place(place: str) -> str:
    """A URL, or the absolute path to which a path leads from here, as every machine must have it."""
    return place.rstrip("/") if is_url(place) else str(Path(place).expanduser().resolve())


def place_of(files: Any, path: str) -> str:
    """The path or URL of what a file system calls ``path``."""
    return path if "file" in files.protocol else str(files.unstrip_protocol(path))


def is_web(place: str) -> bool:
    """Whether a place is on a web server, which cannot be written to and calls what has links a folder."""
    return urlsplit(place).scheme in _WEB


@contextmanager
def explained(place: str) -> Iterator[None]:
    """Say what is wrong with a place as InputError; every store has errors of its own."""
    try:
        yield
    except ImportError as error:
        scheme = urlsplit(place).scheme
        package = _PACKAGES.get(scheme, str(error))
        raise InputError(
            f"{scheme}:// needs the package {package}, which is not installed; `pip install {package}`"
        ) from error
    except InputError:
        raise
    except FileNotFoundError as error:
        raise InputError(f"there is no {place[:200]}; check the address") from error
    except Exception as error:
        raise InputError(
            f"{place[:200]} cannot be used ({type(error).__name__}: {str(error)[:200]}); check address and "
            "rights"
        ) from error


def inside(files: Any, folder: str) -> list[str]:
    """What is directly in a folder of a store."""
    start = f"{folder.rstrip('/')}/"
    listed = map(str, files.ls(folder, detail=False))
    return [name for name in listed if name.startswith(start) and "/" not in name.removeprefix(start)]


def parquet_among(names: Iterable[str], place: str) -> list[str]:
    """The Parquet files among what is in a folder, by name.

    Raises:
        InputError: there are none; the message calls the folder ``place``.
    """
    found = sorted(name for name in names if name.endswith(PARQUET))
    if not found:
        raise InputError(f"a folder must have Parquet files in it, but {place} has none; name a file")
    return found


def copy(there: IO[bytes], here: IO[bytes]) -> None:
    """Copy a file, block by block.

    Raises:
        InputError: it is larger than a file may be.
    """
    size = 0
    while block := there.read(_BLOCK):
        size += len(block)
        limits.check_bytes(size, limits.MAX_FILE_BYTES, REMEDY)
        here.write(block)


@contextmanager
def writing(place: str) -> Iterator[Path]:
    """Yield a temporary path of this machine; on success, its content is at ``place``, whole or not at all.

    On this machine it is renamed; a store shows an object once all of it is there.
    """
    if not is_url(place):
        with atomic_path(place) as temporary:
            yield temporary
        return
    with tempfile.TemporaryDirectory(prefix="demux-") as folder:
        temporary = Path(folder) / Path(place).name
        yield temporary
        with explained(place):
            files, path = open_store(place)
            files.put_file(str(temporary), path)

"""A file to read: unpacked while it is read, with a limit on what it unpacks to."""

import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from demux_core.base.errors import InputError
from demux_core.data.formats import limits

PACKED = (".gz", ".zip")
_REMEDY = "split it, or leave out columns"


@dataclass(frozen=True)
class RawFile:
    """A file and how it is read.

    Args:
        path: of the file.
        suffix: of the format, without that of its packing: ``.csv`` of ``pool.csv.gz``.
        packing: ``.gz``, ``.zip`` or "".
        member: of a zip file, the name of the file in it.
        encoding: Python's name of its encoding.
        delimiter: the character that separates its cells.
        sheet: the sheet of a workbook.
    """

    path: Path
    suffix: str
    packing: str = ""
    member: str = ""
    encoding: str = "utf-8-sig"
    delimiter: str = ","
    sheet: str | None = None

    @contextmanager
    def open(self) -> Iterator[IO[bytes]]:
        """The unpacked content.

        Raises:
            InputError: it cannot be unpacked, or is larger than a file may be; while it is read.
        """
        if not self.packing:
            with self.path.open("rb") as plain:
                yield plain
            return
        with _explained(self.packing):
            if self.packing == ".gz":
                with gzip.open(self.path) as packed:
                    yield io.BufferedReader(_Counted(packed))
            else:
                with zipfile.ZipFile(self.path) as archive, archive.open(self.member) as packed:
                    yield io.BufferedReader(_Counted(packed))

    def seekable(self) -> Path | IO[bytes]:
        """The path, or the unpacked content in memory, for readers that jump about in a file."""
        if not self.packing:
            return self.path
        with self.open() as file:
            return io.BytesIO(file.read())


class _Counted(io.RawIOBase):
    """Raises InputError as soon as more is unpacked than a file may have."""

    def __init__(self, packed: Any) -> None:
        self._packed = packed
        self._size = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        part: bytes = self._packed.read(len(buffer))
        self._size += len(part)
        limits.check_bytes(self._size, limits.MAX_FILE_BYTES, _REMEDY)
        buffer[: len(part)] = part
        return len(part)


def opened(path: Path) -> RawFile:
    """The file at ``path``, packed or not; what its suffix means is not checked.

    Raises:
        InputError: a zip file has not exactly one file in it, or cannot be opened.
    """
    packing = path.suffix.lower()
    if packing == ".gz":
        return RawFile(path, Path(path.stem).suffix.lower(), packing)
    if packing == ".zip":
        member = _only_member(path)
        return RawFile(path, Path(member).suffix.lower(), packing, member)
    return RawFile(path, packing)


def _only_member(path: Path) -> str:
    with _explained(".zip"), zipfile.ZipFile(path) as archive:
        members = [each for each in archive.infolist() if not each.is_dir() and not _is_extra(each.filename)]
    if len(members) != 1:
        names = ", ".join(each.filename[:60] for each in members[:5]) or "none"
        more = f" and {len(members) - 5:,} more" if len(members) > 5 else ""
        raise InputError(f"a zip file must have one file in it, got {names}{more}; unpack it")
    if members[0].flag_bits & 1:
        raise InputError("a zip file must not be encrypted; unpack it")
    return members[0].filename


def _is_extra(name: str) -> bool:
    """What macOS and Windows add to the files that people pack."""
    return name.startswith("__MACOSX/") or Path(name).name in (".DS_Store", "Thumbs.db", "desktop.ini")


@contextmanager
def _explained(packing: str) -> Iterator[None]:
    try:
        yield
    # zipfile raises NotImplementedError for a compression that it does not know.
    except (gzip.BadGzipFile, zipfile.BadZipFile, EOFError, zlib.error, NotImplementedError) as error:
        raise InputError(
            f"the file must be packed as {packing}, but cannot be unpacked ({str(error)[:80]}); pack it again"
        ) from error

"""Files that are always whole or absent, locks, output folders, and hashes of files."""

import errno
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from demux_core.base.errors import InputError

_CANNOT_SYNC = {errno.EINVAL, errno.ENOTSUP}  # what some network file systems say of folders


@contextmanager
def atomic_path(path: str | Path) -> Iterator[Path]:
    """Yield a temporary path beside ``path``; on success, sync it, rename it to ``path`` and sync that."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    # Writers such as numpy.save depend on the suffix, and readers on both suffixes of `pool.csv.gz`.
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=f"-{path.name}")
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        with temporary.open("rb") as file:
            os.fsync(file.fileno())
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(path)
        _sync_folder(path.parent)
    finally:
        temporary.unlink(missing_ok=True)


def atomic_write(path: str | Path, content: bytes | str) -> None:
    """Write ``content`` (text as UTF-8) so that a reader sees all of it or none."""
    with atomic_path(path) as temporary:
        temporary.write_bytes(content.encode() if isinstance(content, str) else content)


@contextmanager
def exclusive_lock(path: str | Path, message: str) -> Iterator[None]:
    """Hold a lock file, so that only one process at a time is inside; InputError ``message`` for others."""
    from filelock import FileLock, Timeout

    lock = FileLock(path)
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise InputError(message) from error
    try:
        yield
    finally:
        lock.release()


def link_folder(finished: Path, out: Path) -> None:
    """Put a finished folder at ``out``, replacing what was there, with hard links where the disk allows."""
    temporary = out.with_name(f".{out.name}.partial")
    shutil.rmtree(temporary, ignore_errors=True)
    shutil.copytree(finished, temporary, copy_function=link_or_copy)
    shutil.rmtree(out, ignore_errors=True)
    temporary.rename(out)


def link_or_copy(source: str | Path, target: str | Path) -> None:
    """Make ``target`` a hard link to ``source``, or a copy where the disk has no links."""
    try:
        Path(target).hardlink_to(source)
    except OSError:
        shutil.copy2(source, target)


def check_output_folder(out: str | Path, manifest: str) -> Path:
    """Return the absolute path of ``out`` if a folder may be written there.

    Args:
        out: a new or empty folder, or one that an earlier command wrote.
        manifest: name of a file that shows that an earlier command wrote the folder.

    Raises:
        InputError: it is a file, or a folder with other content.
    """
    out = Path(out).resolve()
    if out.exists() and (not out.is_dir() or (any(out.iterdir()) and not (out / manifest).exists())):
        raise InputError(
            f"the output must be a new or empty directory, or one that this command wrote, got {out}; "
            "choose another"
        )
    return out


def sha256_of(path: str | Path) -> str:
    """The SHA-256 digest of a file, in hex."""
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync_folder(folder: Path) -> None:
    """Let a rename survive a power failure; it takes a tenth of what syncing the file takes."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        except OSError as error:
            if error.errno not in _CANNOT_SYNC:
                raise
        finally:
            os.close(handle)


def _umask() -> int:
    # The umask can only be read by setting it.
    current = os.umask(0)
    os.umask(current)
    return current

"""The disk space that a workspace may take: ``DEMUX_QUOTA``, checked before uploads and jobs."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from demux_core.base.config import cache_dir
from demux_core.base.errors import InputError
from demux_core.workspace.database import Store, open_store


def quota() -> int | None:
    """The bytes that workspace and cache may take together: ``DEMUX_QUOTA``; None is no limit.

    Raises:
        InputError: it is no such number.
    """
    given = os.environ.get("DEMUX_QUOTA")
    if not given:
        return None
    if not given.isdecimal():
        raise InputError(f"DEMUX_QUOTA must be a whole number of bytes, got {given!r}; change it")
    return int(given)


def check_quota(more: int = 0) -> None:
    """Make sure that workspace and cache may grow by ``more`` bytes.

    Raises:
        InputError: they may not.
    """
    most = quota()
    if most is None or (used := used_bytes(open_store())) + max(more, 1) <= most:
        return
    wanted = f", and {megabytes(more)} more do not fit" if more else ""
    raise InputError(
        f"workspace and cache must take at most {megabytes(most)} (DEMUX_QUOTA), but take {megabytes(used)}"
        f"{wanted}; delete projects, run `python -m demux_core workspace prune`, or raise the quota"
    )


def used_bytes(store: Store) -> int:
    """The bytes of all files of the workspace and the cache, each counted once, whatever links it has."""
    folders = {store.root.resolve(), cache_dir().resolve()}
    files = (file for folder in folders for file in files_below(folder))
    return sum({(file.st_dev, file.st_ino): file.st_size for file in files}.values())


def freed_bytes(path: Path) -> int:
    """The bytes that come free when a file or folder is removed: files with other links take none."""
    files = files_below(path) if path.is_dir() else [path.stat()]
    return sum(file.st_size for file in files if file.st_nlink == 1)


def files_below(folder: Path) -> Iterator[os.stat_result]:
    """Yield the state of every file below a folder; what vanishes meanwhile is left out."""
    try:
        entries: Iterable[os.DirEntry[str]] = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from files_below(Path(entry.path))
        elif entry.is_file(follow_symlinks=False):
            try:
                yield entry.stat()
            except FileNotFoundError:
                continue


def megabytes(size: int) -> str:
    """A size for people, such as ``1,204.5 MB``."""
    return f"{size / 1e6:,.1f} MB"

"""The cache of encodings: its folders, what they hold, and their removal."""

import shutil
from collections.abc import Set
from contextlib import suppress
from pathlib import Path

from demux_core.base.config import cache_dir
from demux_core.modelling.encoding import MANIFEST, ROWS

PARTIAL = ".partial"


def encodings_folder() -> Path:
    """The folder that holds one folder for each encoding."""
    return cache_dir() / "encodings"


def cached_encodings() -> list[Path]:
    """The folders of encodings, finished and unfinished ones."""
    folder = encodings_folder()
    return sorted(path for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []


def last_used(folder: Path) -> float:
    """When an encoding was last written or used, in seconds since 1970."""
    manifest = folder / MANIFEST
    return (manifest if manifest.exists() else folder).stat().st_mtime


def holds_any(folder: Path, texts: Set[str]) -> bool:
    """Whether a finished encoding has any of these texts among its rows, or may have: it cannot be read."""
    import pandas as pd

    try:
        return not texts.isdisjoint(pd.read_parquet(folder / ROWS, columns=["text"])["text"])
    except FileNotFoundError:
        return False
    except ValueError:  # a damaged file
        return True


def remove_encoding(folder: Path) -> bool:
    """Remove the folder of an encoding, if it is still there; False if another process is writing it."""
    from filelock import FileLock, Timeout

    try:
        with FileLock(folder.with_suffix(".lock"), timeout=0), suppress(FileNotFoundError):
            removed = folder.with_suffix(".removed")  # nobody may find half of it
            if removed != folder:
                shutil.rmtree(removed, ignore_errors=True)  # what an interrupted removal left
                folder.rename(removed)
            shutil.rmtree(removed)
    except Timeout:
        return False
    return True

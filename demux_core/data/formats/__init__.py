"""File formats: one reader each, chosen by the suffix of the file."""

import stat
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

import pandas as pd

from demux_core.base.errors import InputError
from demux_core.data.formats import conll, conllu, delimited, json_file, jsonl, limits, parquet, txt

Reader = Callable[[Path], pd.DataFrame]

READERS: Mapping[str, Reader] = MappingProxyType(
    {
        ".csv": delimited.read,
        ".tsv": delimited.read,
        ".jsonl": jsonl.read,
        ".ndjson": jsonl.read,
        ".json": json_file.read,
        ".parquet": parquet.read,
        ".conll": conll.read,
        ".bio": conll.read,
        ".iob": conll.read,
        ".conllu": conllu.read,
        ".txt": txt.read,
    }
)


def read(path: Path) -> pd.DataFrame:
    """The raw columns of a file: plain Python values, None where missing, one row an example.

    Raises:
        InputError: the file does not exist, its format is unknown, or it breaks the rules of its format.
    """
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            kind = "a folder" if stat.S_ISDIR(status.st_mode) else "a pipe or a device"
            raise InputError(f"data must be a file, but {path} is {kind}; check the path")
        if path.suffix.lower() not in READERS:
            raise InputError(
                f"the file's suffix must be one of {', '.join(READERS)}, got {path.suffix or 'none'!r}; "
                f"rename or convert it"
            )
        limits.check_bytes(status.st_size, limits.MAX_FILE_BYTES, "split it, or leave out columns")
        return READERS[path.suffix.lower()](path)
    except (FileNotFoundError, NotADirectoryError):
        raise InputError(f"data must be a file, but {path} does not exist; check the path") from None
    except OSError as error:
        raise InputError(
            f"data must be readable, but {path} is not ({error.strerror or error}); check the path"
        ) from error

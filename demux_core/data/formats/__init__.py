"""File formats: one reader each, chosen by the suffix of the file."""

import stat
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from demux_core.base.errors import InputError
from demux_core.data.formats import limits

if TYPE_CHECKING:
    import pandas as pd


class Format(NamedTuple):
    """What people call a format, how its files' names end, and the module here whose ``read`` reads them.

    The module is imported only to read a file, because help texts list the formats and must appear at once.
    """

    name: str
    suffixes: tuple[str, ...]
    module: str

    def read(self, path: Path) -> "pd.DataFrame":
        """The raw columns of a file of this format."""
        frame: pd.DataFrame = import_module(f"{__name__}.{self.module}").read(path)
        return frame


FORMATS = (
    Format("CSV", (".csv",), "delimited"),
    Format("TSV", (".tsv",), "delimited"),
    Format("JSON Lines", (".jsonl", ".ndjson"), "jsonl"),
    Format("JSON (SQuAD, TyDiQA or a list of objects)", (".json",), "json_file"),
    Format("Parquet", (".parquet",), "parquet"),
    Format("CoNLL", (".conll", ".bio", ".iob"), "conll"),
    Format("CoNLL-U", (".conllu",), "conllu"),
    Format("TXT (one text a line)", (".txt",), "txt"),
)
BY_SUFFIX: Mapping[str, Format] = MappingProxyType(
    {suffix: kind for kind in FORMATS for suffix in kind.suffixes}
)
NAMES = f"{', '.join(kind.name for kind in FORMATS[:-1])} or {FORMATS[-1].name}"


def read(path: Path) -> "pd.DataFrame":
    """The raw columns of a file: plain Python values, None where missing, one row an example.

    Raises:
        InputError: the file does not exist, its format is unknown, or it breaks the rules of its format.
    """
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            kind = "a folder" if stat.S_ISDIR(status.st_mode) else "a pipe or a device"
            raise InputError(f"data must be a file, but {path} is {kind}; check the path")
        if path.suffix.lower() not in BY_SUFFIX:
            raise InputError(
                f"the file's suffix must be one of {', '.join(BY_SUFFIX)}, got {path.suffix or 'none'!r}; "
                f"rename or convert it"
            )
        limits.check_bytes(status.st_size, limits.MAX_FILE_BYTES, "split it, or leave out columns")
        return BY_SUFFIX[path.suffix.lower()].read(path)
    except (FileNotFoundError, NotADirectoryError):
        raise InputError(f"data must be a file, but {path} does not exist; check the path") from None
    except OSError as error:
        raise InputError(
            f"data must be readable, but {path} is not ({error.strerror or error}); check the path"
        ) from error

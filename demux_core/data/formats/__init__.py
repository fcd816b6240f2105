"""File formats: one reader each, chosen by the suffix of the file; each may be packed as .gz or .zip."""

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from demux_core.base.errors import InputError


class Format(NamedTuple):
    """What people call a format, how its files' names end, and the module here whose ``read`` reads them.

    The module is imported only to read a file, because help texts list the formats and must appear at once.
    ``choices`` are the fields of ``Reading`` that its files leave open.
    """

    name: str
    suffixes: tuple[str, ...]
    module: str
    choices: tuple[str, ...] = ("encoding",)

    def load(self) -> Any:
        """The module."""
        return import_module(f"{__name__}.{self.module}")


FORMATS = (
    Format("CSV", (".csv",), "delimited", ("encoding", "delimiter")),
    Format("TSV", (".tsv",), "delimited", ("encoding", "delimiter")),
    Format("Excel (.xlsx)", (".xlsx",), "workbook", ("sheet",)),
    Format("JSON Lines", (".jsonl", ".ndjson"), "jsonl"),
    Format("JSON (SQuAD, TyDiQA or a list of objects)", (".json",), "json_file"),
    Format("Parquet", (".parquet",), "parquet", ()),
    Format("CoNLL", (".conll", ".bio", ".iob"), "conll"),
    Format("CoNLL-U", (".conllu",), "conllu"),
    Format("TXT (one text a line)", (".txt",), "txt"),
)
BY_SUFFIX: Mapping[str, Format] = MappingProxyType(
    {suffix: kind for kind in FORMATS for suffix in kind.suffixes}
)
NAMES = f"{', '.join(kind.name for kind in FORMATS[:-1])} or {FORMATS[-1].name}, each also as .gz or .zip"


def suffix_of(name: str) -> str:
    """The end of a file's name that says its format and packing, such as ``.csv.gz``.

    Raises:
        InputError: it says no format that is read.
    """
    path = Path(name)
    suffix = path.suffix.lower()
    if suffix == ".gz":
        suffix = f"{Path(path.stem).suffix.lower()}.gz"
    if suffix == ".zip" or suffix.removesuffix(".gz") in BY_SUFFIX:
        return suffix
    raise InputError(
        f"the file's suffix must be one of {', '.join(BY_SUFFIX)}, or one of these followed by .gz, or .zip, "
        f"got {suffix or 'none'!r}; rename or convert it"
    )

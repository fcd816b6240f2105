"""Parse a specification such as ``pool.csv@train[lang=hi,mr]`` and read the raw rows it selects."""

import os
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from demux_core.base.errors import InputError
from demux_core.data.columns import listed
from demux_core.data.corpus_reading import parse_part, read_part
from demux_core.data.formats import hub, parquet
from demux_core.data.formats.raw_file import RawFile
from demux_core.data.formats.reading import AS_RECOGNISED, Reading
from demux_core.data.formats.tables import RawTable, choices, read_table
from demux_core.data.server_files import local_copies, parquet_files
from demux_core.data.server_roots import is_url

HUB = "hf:"
CORPUS = "corpus:"  # of the catalogue in ``corpora``
_REMOTE = (HUB, CORPUS)
_BRACKETS = re.compile(r"\[([^\[\]]*)\]$")
_FIRST = re.compile(r"\s*:\s*(\d{1,12})\s*")
_CONDITION = re.compile(r"\s*([^=!]+?)\s*(!?=)(.+)")
_SPLIT = re.compile(r"@([^@/\\]+)$")


@dataclass(frozen=True)
class Condition:
    """Keep (or ``drop``) the rows whose ``column`` has one of the ``values``."""

    column: str
    values: tuple[str, ...]
    drop: bool = False


@dataclass(frozen=True)
class First:
    """Keep the first ``number`` rows."""

    number: int


@dataclass(frozen=True)
class Source:
    """A file or ``hf:NAME``, and the conditions that select its rows.

    Args:
        location: of the file or dataset.
        conditions: in their order.
        selection: the conditions as they were written.
        reading: what a person says about the file.
    """

    location: str
    conditions: tuple[Condition | First, ...] = ()
    selection: str = ""
    reading: Reading = AS_RECOGNISED

    @property
    def name(self) -> str:
        """The specification without folders."""
        location = self.location if self.location.startswith(_REMOTE) else Path(self.location).name
        return location + self.selection

    def read(self) -> RawTable:
        """As ``read_source``."""
        return read_source(self)


def parse(spec: str) -> Source:
    """Split ``FILE@split[column=value,...][column!=value,...][:rows]``; an existing file of that name wins.

    ``WORKBOOK@sheet`` names a sheet, if the workbook has one of that name, and otherwise a split.

    Raises:
        InputError: brackets do not hold a condition.
    """
    location = spec
    conditions: list[Condition | First] = []
    while not os.path.exists(location):  # noqa: PTH110 - false for names that cannot be paths
        if match := _BRACKETS.search(location):
            conditions.insert(0, _condition(match[1]))
        elif not location.startswith(_REMOTE) and (match := _SPLIT.search(location)):
            conditions.insert(0, Condition("split", (match[1],)))
        else:
            break
        location = location[: match.start()]
    return Source(location, tuple(conditions), spec[len(location) :])


def read_source(source: Source) -> RawTable:
    """Read the raw rows; their index is the position in the file.

    Raises:
        InputError: the source cannot be read, has no rows, or a condition matches nothing.
    """
    if source.location.startswith(HUB):
        table = hub.read(source.location.removeprefix(HUB), _most(source))
    elif source.location.startswith(CORPUS):
        table = read_part(parse_part(source.location.removeprefix(CORPUS)))
    elif is_url(source.location):
        with tempfile.TemporaryDirectory(prefix="demux-") as folder:
            table = _read_files(local_copies(source.location, Path(folder)), source)
    elif os.path.isdir(path := _path(source.location)):  # noqa: PTH112 - false for names that cannot be paths
        table = _read_files(parquet_files(path), source)
    else:
        source = _with_sheet(source, path)
        table = read_table(path, source.reading)
    if table.frame.empty:
        raise InputError("data must have at least one row, but this has none; check the export")
    rows = table.frame
    for condition in source.conditions:
        if isinstance(condition, First):
            rows = rows.iloc[: condition.number]
        else:
            rows = _apply(condition, rows, table.frame)
    return table._replace(frame=rows)


def _read_files(paths: Sequence[Path], source: Source) -> RawTable:
    """One file, or the Parquet files of a folder."""
    if len(paths) == 1:
        return read_table(paths[0], source.reading)
    rows = parquet.read_all((RawFile(path, ".parquet") for path in paths), _most(source))
    return RawTable(rows, AS_RECOGNISED, ())


def _most(source: Source) -> int | None:
    """How many rows suffice, where the first condition says so."""
    first = next(iter(source.conditions), None)
    return first.number if isinstance(first, First) else None


def _with_sheet(source: Source, path: Path) -> Source:
    """The source with the sheet that ``@`` names, if it is a workbook with such a sheet or with several."""
    first = next(iter(source.conditions), None)
    if not isinstance(first, Condition) or not source.selection.startswith("@"):
        return source
    sheets, name = choices(path).get("sheet", []), first.values[0]
    if name not in sheets and len(sheets) < 2:
        return source
    return replace(source, conditions=source.conditions[1:], reading=replace(source.reading, sheet=name))


def _path(location: str) -> Path:
    if "\0" in location:
        raise InputError("a path must not contain NUL characters; correct it")
    try:
        return Path(location).expanduser()
    except RuntimeError as error:  # ~somebody
        raise InputError(f"the home directory in {location!r} is unknown; write the full path") from error


def _condition(content: str) -> Condition | First:
    if (first := _FIRST.fullmatch(content)) and int(first[1]):
        return First(int(first[1]))
    match = _CONDITION.fullmatch(content)
    if not match:
        raise InputError(
            f"brackets must be [column=value,...], [column!=value,...] or [:rows], got [{content}]"
        )
    values = tuple(value.strip() for value in match[3].split(","))
    return Condition(match[1], values, drop=match[2] == "!=")


def _apply(condition: Condition, rows: pd.DataFrame, all_rows: pd.DataFrame) -> pd.DataFrame:
    matching = [name for name in all_rows.columns if name.casefold() == condition.column.casefold()]
    column = condition.column if condition.column in matching else next(iter(matching), None)
    if column is None:
        raise InputError(
            f"there is no column {condition.column!r}; columns: {listed(list(all_rows.columns))}"
        )
    # Earlier conditions may already have removed a value to drop; a value to keep must still occur.
    known = sorted(set(_cells((all_rows if condition.drop else rows)[column])))
    for value in condition.values:
        if value not in known:
            raise InputError(f"no row has {column} = {value!r}; values: {listed(known)}")
    matching_rows = _cells(rows[column]).isin(condition.values)
    kept_rows = rows[~matching_rows if condition.drop else matching_rows]
    if kept_rows.empty:
        raise InputError(f"no row is left without {column} = {', '.join(condition.values)}; keep one of them")
    return kept_rows


def _cells(column: "pd.Series[Any]") -> "pd.Series[str]":
    cells = ["" if value is None else str(value).strip() for value in column]
    return pd.Series(cells, column.index, dtype=object)

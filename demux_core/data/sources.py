"""From one spelling, such as ``pool.csv@train[lang=hi,mr]``, to the raw rows it names."""

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from demux_core.base.errors import InputError
from demux_core.data.columns import listed
from demux_core.data.formats import hub, read

HUB = "hf:"
_BRACKETS = re.compile(r"\[([^\[\]]*)\]$")
_CONDITION = re.compile(r"\s*([^=!]+?)\s*(!?=)(.+)")
_SPLIT = re.compile(r"@([^@/\\]+)$")


@dataclass(frozen=True)
class Condition:
    """Keep (or ``drop``) the rows whose ``column`` has one of ``values``."""

    column: str
    values: tuple[str, ...]
    drop: bool = False


@dataclass(frozen=True)
class Source:
    """A file, or ``hf:NAME``, and which of its rows are meant."""

    location: str
    conditions: tuple[Condition, ...] = ()
    selection: str = ""

    @property
    def name(self) -> str:
        """The spelling without folders."""
        place = self.location if self.location.startswith(HUB) else Path(self.location).name
        return place + self.selection


def parse(spec: str) -> Source:
    """Split ``FILE@split[column=value,...][column!=value,...]``; a file that really has this name wins.

    Raises:
        InputError: brackets without a condition.
    """
    location = spec
    conditions: list[Condition] = []
    while not os.path.exists(location):  # noqa: PTH110 - it is also false for names that no system takes
        if found := _BRACKETS.search(location):
            conditions.insert(0, _condition(found[1]))
        elif found := _SPLIT.search(location):
            conditions.insert(0, Condition("split", (found[1],)))
        else:
            break
        location = location[: found.start()]
    return Source(location, tuple(conditions), spec[len(location) :])


def read_source(source: Source) -> pd.DataFrame:
    """The raw rows; the index stays the position in the file.

    Raises:
        InputError: it cannot be read, has no rows, or a condition matches nothing.
    """
    if source.location.startswith(HUB):
        whole = hub.read(source.location.removeprefix(HUB))
    else:
        whole = read(_path(source.location))
    if whole.empty:
        raise InputError("data must have at least one row, but there is none; check the export")
    rows = whole
    for condition in source.conditions:
        rows = _apply(condition, rows, whole)
    return rows


def _path(location: str) -> Path:
    if "\0" in location:
        raise InputError("a path must not hold NUL characters; check it")
    try:
        return Path(location).expanduser()
    except RuntimeError as error:  # ~somebody
        raise InputError(f"the home directory in {location!r} is not known; write the whole path") from error


def _condition(content: str) -> Condition:
    found = _CONDITION.fullmatch(content)
    if not found:
        raise InputError(f"brackets must hold [column=value,...] or [column!=value,...], got [{content}]")
    values = tuple(value.strip() for value in found[3].split(","))
    return Condition(found[1], values, drop=found[2] == "!=")


def _apply(condition: Condition, rows: pd.DataFrame, whole: pd.DataFrame) -> pd.DataFrame:
    matching = [name for name in whole.columns if name.casefold() == condition.column.casefold()]
    column = condition.column if condition.column in matching else next(iter(matching), None)
    if column is None:
        raise InputError(f"there is no column {condition.column!r}; columns: {listed(list(whole.columns))}")
    # What is to go may be gone already; what is to stay must be there.
    known = sorted(set(_cells((whole if condition.drop else rows)[column])))
    for value in condition.values:
        if value not in known:
            raise InputError(f"no row has {column} = {value!r}; values: {listed(known)}")
    chosen = _cells(rows[column]).isin(condition.values)
    kept = rows[~chosen if condition.drop else chosen]
    if kept.empty:
        raise InputError(f"no row is left without {column} = {', '.join(condition.values)}; keep one of them")
    return kept


def _cells(column: "pd.Series[Any]") -> "pd.Series[str]":
    cells = ["" if value is None else str(value).strip() for value in column]
    return pd.Series(cells, column.index, dtype=object)

"""JSON as tools write it: a list of objects, or one object a line."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from demux_core.base import strict_json
from demux_core.base.errors import InputError
from demux_core.base.files import atomic_write
from demux_core.data.formats import jsonl, limits
from demux_core.data.formats.base import read_text
from demux_core.data.formats.raw_file import opened
from demux_core.exchange.returned import Returned


def write_json(path: Path, value: Any) -> None:
    """Write JSON, indented, without escapes of other scripts."""
    atomic_write(path, json.dumps(value, ensure_ascii=False, indent=1) + "\n")


def write_lines(path: Path, values: Iterable[Mapping[str, Any]]) -> None:
    """Write one JSON object a line."""
    atomic_write(path, "".join(json.dumps(value, ensure_ascii=False) + "\n" for value in values))


def read_list(path: Path, called: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the objects of a list with their places, ``called`` and a number from 1.

    Raises:
        InputError: the file holds no list of objects.
    """
    text = read_text(opened(path))
    limits.check_values(strict_json.max_values(text))
    try:
        values = strict_json.parse(text)
    except ValueError as error:
        raise InputError(f"the file must be JSON, but is not ({error}); export it again") from error
    if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
        raise InputError(f"JSON must be a list of objects, one a {called}; export the file again as JSON")
    yield from ((f"{called} {number:,}", value) for number, value in enumerate(values, start=1))


def read_lines(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the objects of a file with one a line, and their places.

    Raises:
        InputError: a line is no object.
    """
    for number, value in jsonl.objects(opened(path), "export the file again"):
        yield f"line {number:,}", value


@contextmanager
def layout_of(tool: str, place: str) -> Iterator[None]:
    """Say clearly that an object is not in the layout of ``tool`` where a part of it is missing."""
    try:
        yield
    except (KeyError, TypeError, AttributeError, IndexError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        reason = f"no {error}" if isinstance(error, KeyError) else str(error)
        raise InputError(
            f"the file must be in the layout of {tool}, but {place} is not ({reason}); export it again"
        ) from error


def parsed(
    tool: str,
    objects: Iterable[tuple[str, dict[str, Any]]],
    read: Callable[[str, dict[str, Any]], list[Returned]],
) -> Iterator[Returned]:
    """Yield what ``read`` makes of each object and its place.

    Raises:
        InputError: an object is not in the layout of ``tool``.
    """
    for place, value in objects:
        with layout_of(tool, place):
            found = read(place, value)
            if not all(isinstance(one.text, str) for one in found):
                raise TypeError("its text is no string")
        yield from found

"""Parquet files as the parts of a pool, each of which a machine of a cluster can read by itself."""

import io
import platform
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from demux_core.base.errors import InputError
from demux_core.data import stores
from demux_core.data.columns import recognise
from demux_core.data.dataset import Dataset
from demux_core.data.formats import parquet
from demux_core.data.formats.reading import AS_RECOGNISED
from demux_core.data.formats.tables import RawTable
from demux_core.data.loading import load
from demux_core.data.server_files import is_file
from demux_core.data.server_roots import below_root, is_url
from demux_core.data.stores import PARQUET
from demux_core.tasks import find_task

LARGE = 16_000_000  # bytes of a file; reading the footer of every smaller one, too, would take longer
PART_ROWS = 65_536  # of a large file, at least, and 100 MB of vectors with 384 numbers each
# What stores say of a file that changes with its content, the surest first.
_STAMPS = ("ETag", "etag", "mtime", "LastModified", "Last-Modified", "updated", "created")


@dataclass(frozen=True)
class Part:
    """A Parquet file, or some row groups of a large one.

    Args:
        place: path or URL of the file.
        name: within the folder, such as ``part-003``; with the number of the part where a file has several.
        version: what differs when the file does: its size, and its ETag or when it was changed.
        groups: its row groups; None is all of them.
    """

    place: str
    name: str
    version: str
    groups: tuple[int, ...] | None = None

    def read(self) -> RawTable:
        """The raw rows; none where the file is empty.

        Raises:
            InputError: the file cannot be read, is not Parquet, or the part is larger than a file may be.
        """
        with self._opened() as content:
            return RawTable(parquet.read_content(content, groups=self.groups), AS_RECOGNISED, ())

    def columns(self) -> list[str]:
        """The names of its columns."""
        with self._opened() as content:
            return list(_footer(content, self.place).schema.to_arrow_schema().names)

    @contextmanager
    def _opened(self) -> Iterator[IO[bytes]]:
        if not is_url(self.place) and not Path(self.place).exists():
            raise InputError(
                f"every machine of a cluster must have the files at the same path, but {platform.node()} has "
                f"no {self.place}; share the folder with all of them, or name a URL"
            )
        with stores.explained(self.place):
            files, path = stores.open_store(self.place)
            with files.open(path, "rb") as there:
                if self.groups is None:
                    stores.copy(there, whole := io.BytesIO())
                    there = whole
                yield there


@dataclass(frozen=True)
class Rules:
    """How all parts of a pool are read.

    Args:
        task: its name.
        columns: canonical name -> the files' column, where its name is not known.
        language: of all rows; None for those that the files state, guessed where there is none.
    """

    task: str
    columns: Mapping[str, str] = field(default_factory=dict)
    language: str | None = None

    def load(self, part: Part) -> Dataset:
        """The rows of a part by the rules for a file: its ids, repeated texts, languages and empty cells.

        Raises:
            InputError: the content breaks a rule; the message names part, row and remedy.
        """
        return load(part, self.task, self.columns, language=self.language)


def rules_of(first: Part, task: str | None, columns: Mapping[str, str], language: str | None = None) -> Rules:
    """The rules of a pool; its first part shows the task unless that is named. Raises InputError."""
    try:
        found, _ = recognise(first.columns(), find_task(task) if task else None, columns)
    except InputError as error:
        raise InputError(f"{first.name}: {error}") from error
    return Rules(found.name, dict(columns), language)


def is_parted(place: str) -> bool:
    """Whether a place is a folder or a pattern, not a single file."""
    if "*" in place:
        return True
    if is_url(place):
        return not is_file(place.rstrip("/"))
    files, path = stores.open_store(place)
    return bool(files.isdir(path))


def parts_of(place: str) -> list[Part]:
    """The parts of the Parquet files in a folder or of a pattern such as ``pool/part-*.parquet``, by name.

    Args:
        place: a path, or a URL below ``DEMUX_DATA_ROOTS``.

    Raises:
        InputError: there are none, other files match the pattern, or the place cannot be read.
    """
    if is_url(place):
        below_root(place)
    with stores.explained(place):
        files, path = stores.open_store(place)
        folder = (path.partition("*")[0].rpartition("/")[0] if "*" in path else path).rstrip("/")
        names = sorted(map(str, files.glob(path))) if "*" in path else stores.inside(files, path)
        if "*" in path:
            _check_suffixes(names, place)
        return [
            part
            for name in stores.parquet_among(names, place)
            for part in _parts_of_file(files, name, name.removeprefix(f"{folder}/"))
        ]


def _check_suffixes(names: Sequence[str], place: str) -> None:
    if other := [name for name in names if not name.endswith(PARQUET)]:
        raise InputError(
            f"files that the machines of a cluster read themselves must be Parquet (.parquet), but {place} "
            f"also matches {other[0]}; write it as Parquet, or narrow the pattern"
        )


def _parts_of_file(files: Any, path: str, name: str) -> list[Part]:
    facts = files.info(path)
    stamp = next((facts[key] for key in _STAMPS if facts.get(key)), "")
    size = facts.get("size") or 0
    place = stores.place_of(files, path)
    whole = Part(place, name.removesuffix(PARQUET), f"{size} {stamp}")
    if size <= LARGE:
        return [whole]
    with files.open(path, "rb") as content:
        runs = _runs(_footer(content, place))
    if len(runs) == 1:
        return [Part(place, whole.name, whole.version, tuple(runs[0]))]
    return [
        Part(place, f"{whole.name}.{number:03}", whole.version, tuple(run)) for number, run in enumerate(runs)
    ]


def _runs(metadata: Any) -> list[list[int]]:
    """The row groups of a file, a part each or, where they are small, several of them together."""
    runs: list[list[int]] = [[]]
    rows = 0
    for group in range(metadata.num_row_groups):
        if rows >= PART_ROWS:
            runs.append([])
            rows = 0
        runs[-1].append(group)
        rows += metadata.row_group(group).num_rows
    return runs


def _footer(content: IO[bytes], place: str) -> Any:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return pq.read_metadata(content)
    except (pa.ArrowException, OSError) as error:
        raise InputError(
            f"files must be Parquet, but {place} is not ({str(error).splitlines()[0]}); write it again"
        ) from error

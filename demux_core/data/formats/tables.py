"""Read a file as a table: unpacked, in its encoding, with its separator or sheet, by its format's reader."""

import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from demux_core.base.errors import InputError
from demux_core.data.formats import BY_SUFFIX, Format, encoding_guess, limits, suffix_of
from demux_core.data.formats.encodings import ENCODINGS, codec_of, find_encoding, name_of
from demux_core.data.formats.raw_file import RawFile, opened
from demux_core.data.formats.reading import DELIMITERS, Reading, find_delimiter


class RawTable(NamedTuple):
    """A file as it was read.

    Args:
        frame: its raw columns: plain Python values, None where missing, one row an example.
        reading: how it was read, with every choice that its format leaves open.
        notes: what was recognised, for people.
    """

    frame: pd.DataFrame
    reading: Reading
    notes: tuple[str, ...]


def read(path: Path) -> pd.DataFrame:
    """The raw columns of a file (``read_table``)."""
    return read_table(path).frame


def read_table(path: Path, reading: Reading | None = None) -> RawTable:
    """Read a file as ``reading`` says; what it leaves open is recognised, and noted.

    Raises:
        InputError: the file does not exist, its format is unknown, or it breaks the rules of its format.
    """
    with _readable(path):
        kind, file = _opened(path)
        file, notes = _recognised(kind, file, reading or Reading())
        return RawTable(kind.load().read(file), _reading_of(kind, file), notes)


def choices(path: Path) -> dict[str, list[str]]:
    """What a person can choose about how a file is read: fields of ``Reading``, each with its values.

    Raises:
        InputError: as for ``read_table``, but encoding and separator need not be recognised.
    """
    with _readable(path):
        kind, file = _opened(path)
        values = {"encoding": list(ENCODINGS), "delimiter": list(DELIMITERS)}
        if "sheet" in kind.choices:
            values["sheet"] = kind.load().sheets(file)
        return {name: values[name] for name in kind.choices}


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    try:
        yield
    except (FileNotFoundError, NotADirectoryError):
        raise InputError(f"data must be a file, but {path} does not exist; check the path") from None
    except OSError as error:
        raise InputError(
            f"data must be readable, but {path} is not ({error.strerror or error}); check the path"
        ) from error


def _opened(path: Path) -> tuple[Format, RawFile]:
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        kind = "a folder" if stat.S_ISDIR(status.st_mode) else "a pipe or a device"
        raise InputError(f"data must be a file, but {path} is {kind}; check the path")
    suffix_of(path.name)
    limits.check_bytes(status.st_size, limits.MAX_FILE_BYTES, "split it, or leave out columns")
    file = opened(path)
    if file.suffix not in BY_SUFFIX:
        raise InputError(
            f"the suffix of the file in a zip file must be one of {', '.join(BY_SUFFIX)}, got "
            f"{file.suffix or 'none'!r}; rename or convert it"
        )
    return BY_SUFFIX[file.suffix], file


def _recognised(kind: Format, file: RawFile, said: Reading) -> tuple[RawFile, tuple[str, ...]]:
    """The file with encoding, separator and sheet, as a person says or else as they are recognised."""
    notes: list[str | None] = []
    if "encoding" in kind.choices:
        name, note = encoding_guess.recognise(file) if said.encoding is None else (said.encoding, None)
        file = replace(file, encoding=codec_of(find_encoding(name)))
        notes.append(note)
    if "delimiter" in kind.choices:
        name, note = kind.load().recognise(file) if said.delimiter is None else (said.delimiter, None)
        file = replace(file, delimiter=DELIMITERS[find_delimiter(name)])
        notes.append(note)
    if "sheet" in kind.choices:
        name, note = kind.load().recognise(file) if said.sheet is None else (said.sheet, None)
        file = replace(file, sheet=_sheet(name, kind.load().sheets(file)))
        notes.append(note)
    return file, tuple(note for note in notes if note)


def _sheet(name: str, there: list[str]) -> str:
    if name not in there:
        raise InputError(f"there is no sheet {name[:40]!r}; sheets: {', '.join(there[:20])}")
    return name


def _reading_of(kind: Format, file: RawFile) -> Reading:
    delimiter = next(name for name, character in DELIMITERS.items() if character == file.delimiter)
    values = {"encoding": name_of(file.encoding), "delimiter": delimiter, "sheet": file.sheet}
    return Reading(**{name: values[name] for name in kind.choices})

"""Read, check and complete a file or a dataset of the hub."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from demux_core.base import languages
from demux_core.base.errors import InputError
from demux_core.data import canonical, sources
from demux_core.data.columns import recognise
from demux_core.data.dataset import Dataset
from demux_core.data.identity import row_ids, without_duplicates
from demux_core.data.notes import content_notes, language_notes
from demux_core.tasks import find_task
from demux_core.tasks.base import Task

_END = 400


def load(
    spec: str | Path,
    task: str | None = None,
    columns: Mapping[str, str] | None = None,
    guess_languages: bool = True,
) -> Dataset:
    """Read, check and complete a file or a dataset of the hub.

    Args:
        spec: ``FILE``, ``hf:NAME``, ``hf:NAME:SPLIT`` or ``hf:NAME:CONFIG:SPLIT``; ``@SPLIT`` keeps
            one value of the column split, each ``[column=value,...]`` or ``[column!=value,...]`` keeps
            or drops rows.
        task: name of a task (``demux_core.tasks``); told from the columns unless given.
        columns: canonical name -> the file's column, such as {"text": "title"}, where unclear.
        guess_languages: whether rows without a language get a guess.

    Raises:
        InputError: it cannot be read, or its content breaks a rule; with file, row and remedy.
    """
    wanted = find_task(task) if task else None
    source = sources.parse(str(spec))
    try:
        raw = sources.read_source(source)
        found_task, mapping = recognise(list(raw.columns), wanted, columns or {})
        frame = canonical.content(found_task, raw, mapping)
        frame, notes = without_duplicates(found_task, frame)
        frame["id"] = pd.Series(row_ids(found_task, frame), frame.index, dtype=object)
    except InputError as error:
        raise InputError(_one_line(f"{source.name}: {error}")) from error
    lone = found_task.lone_column
    if lone and len(raw.columns) == 1 and mapping.get(lone) not in (None, lone):
        notes.append(f"the only column, {mapping[lone]!r}, is read as the {lone}")
    notes += _add_languages(found_task, frame, guess_languages) + content_notes(found_task, frame)
    first = ["id", "language", "confidence", "group"]
    rest = [name for name in frame.columns if name not in first]
    return Dataset(found_task, frame[first + rest].reset_index(drop=True), source.name, tuple(notes))


def _one_line(message: str) -> str:
    # What a message quotes from a file may be long, have line ends, or characters that change how a terminal
    # or a browser shows the rest (escape sequences, writing direction). Rule and remedy are at the two ends.
    words = " ".join(message.split())
    if len(words) > 2 * _END:
        words = f"{words[:_END]} … {words[-_END:]}"
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in words)


def _add_languages(task: Task, frame: pd.DataFrame, guessing: bool) -> list[str]:
    codes, confidences, missing = languages.fill_missing(
        list(frame["language"]), task.language_texts(frame), guessing
    )
    frame["language"] = pd.Series(codes, frame.index, dtype=object)
    frame["confidence"] = confidences
    return language_notes(codes, missing)

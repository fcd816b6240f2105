"""Read, check and complete a file or a hub dataset."""

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

import pandas as pd

from demux_core.base.errors import InputError
from demux_core.base.language_guessing import fill_missing
from demux_core.base.languages import SEVERAL
from demux_core.data import canonical, sources
from demux_core.data.columns import recognise
from demux_core.data.dataset import Dataset
from demux_core.data.formats.tables import RawTable
from demux_core.data.identity import row_ids, without_duplicates
from demux_core.data.notes import content_notes, language_notes
from demux_core.tasks import find_task
from demux_core.tasks.base import Task

ONE = "one"
_KEPT_END = 400


class Readable(Protocol):
    """Where rows come from: a file, or a part of one."""

    @property
    def name(self) -> str:
        """What messages and the dataset call it."""

    def read(self) -> RawTable:
        """The raw rows. Raises InputError if they cannot be read."""


def load(
    spec: str | Path | Readable,
    task: str | None = None,
    columns: Mapping[str, str] | None = None,
    guess_languages: bool = True,
    language: str | None = None,
) -> Dataset:
    """Read, check and complete a file or a hub dataset.

    Args:
        spec: ``FILE`` or ``hf:NAME[:CONFIG][:SPLIT][@REVISION]``; ``FILE@SPLIT`` keeps one value of the
            column split, ``WORKBOOK@SHEET`` names a sheet, each ``[column=value,...]`` or
            ``[column!=value,...]`` keeps or drops rows, ``[:N]`` keeps the first N. A ``Source`` can also say
            how the file is read, and anything else that is ``Readable`` is read by its own rules.
        task: name of a task (``demux_core.tasks``); inferred from the columns unless given.
        columns: canonical name -> the file's column, such as {"text": "title"}, where its name is not known.
        guess_languages: whether to guess the language of rows that have none.
        language: of all rows, whatever the file states; ``ONE`` guesses one language for the rows that
            state none, None or ``mul`` one for each of them.

    Raises:
        InputError: the data cannot be read, or its content breaks a rule; the message names file, row and
            remedy.
    """
    named_task = find_task(task) if task else None
    source = sources.parse(str(spec)) if isinstance(spec, str | Path) else spec
    try:
        table = source.read()
        raw = table.frame
        recognised, mapping = recognise(list(raw.columns), named_task, columns or {})
        frame = canonical.content(recognised, raw, mapping)
        frame, notes = without_duplicates(recognised, frame)
        frame["id"] = pd.Series(row_ids(recognised, frame), frame.index, dtype=object)
    except InputError as error:
        raise InputError(_one_line(f"{source.name}: {error}")) from error
    notes = [*table.notes, *notes]
    lone = recognised.lone_column
    if lone and len(raw.columns) == 1 and mapping.get(lone) not in (None, lone):
        notes.append(f"the only column, {mapping[lone]!r}, is read as the {lone}")
    notes += [column.note for column in recognised.stand_ins if column.note and column.name in mapping]
    notes += _add_languages(recognised, frame, guess_languages, language) + content_notes(recognised, frame)
    first = [name for name in ("id", "language", "confidence", "group", "gloss") if name in frame]
    rest = [name for name in frame.columns if name not in first]
    return Dataset(recognised, frame[first + rest].reset_index(drop=True), source.name, tuple(notes))


def usual_language(role: str) -> str | None:
    """The ``language`` for files of ``role`` where nobody names it: a target sample is in one language."""
    return ONE if role == "target" else None


def _one_line(message: str) -> str:
    # Text quoted from a file may be long, span lines, or hold characters that change how a terminal or a
    # browser shows the rest (escape sequences, writing direction). The rule and the remedy are at the ends.
    words = " ".join(message.split())
    if len(words) > 2 * _KEPT_END:
        words = f"{words[:_KEPT_END]} … {words[-_KEPT_END:]}"
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in words)


def _add_languages(task: Task, frame: pd.DataFrame, guessing: bool, language: str | None) -> list[str]:
    stated = list(frame["language"]) if language in (None, SEVERAL, ONE) else [language] * len(frame)
    texts = task.language_texts(frame)
    codes, confidences, missing = fill_missing(stated, texts, guessing, together=language == ONE)
    frame["language"] = pd.Series(codes, frame.index, dtype=object)
    frame["confidence"] = confidences
    return language_notes(codes, missing)

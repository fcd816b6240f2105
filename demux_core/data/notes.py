"""Notes for people on the content of a file."""

from collections.abc import Sequence

import pandas as pd

from demux_core.base.languages import UNKNOWN
from demux_core.base.plurals import counted
from demux_core.tasks.base import Task

LANGUAGE_UNKNOWN = "language unknown for "  # the beginning of such a note


def language_notes(codes: Sequence[str], missing: Sequence[int]) -> list[str]:
    """Say how many of the rows at ``missing``, which had no language, now have a guess."""
    unknown = sum(codes[i] == UNKNOWN for i in missing)
    guessed = len(missing) - unknown
    notes = [f"language guessed for {counted(guessed, 'row')}"] if guessed else []
    return notes + ([f"{LANGUAGE_UNKNOWN}{counted(unknown, 'row')}"] if unknown else [])


def content_notes(task: Task, frame: pd.DataFrame) -> list[str]:
    """Say what is unusual about checked content: long texts, missing labels."""
    notes = task.notes(frame)
    unlabelled = sum(not label for label in frame[task.label_column])
    if 0 < unlabelled < len(frame):
        notes.append(f"{counted(unlabelled, 'row')} of {len(frame):,} without a label")
    return notes

"""What reading a file found, in words for people."""

from collections.abc import Sequence

import pandas as pd

from demux_core.base.languages import UNKNOWN
from demux_core.base.plurals import counted
from demux_core.tasks.base import Task


def language_notes(codes: Sequence[str], missing: Sequence[int]) -> list[str]:
    """How many of the rows at ``missing``, which had no language, have got one."""
    unknown = sum(codes[i] == UNKNOWN for i in missing)
    guessed = len(missing) - unknown
    notes = [f"language guessed for {counted(guessed, 'row')}"] if guessed else []
    return notes + ([f"language unknown for {counted(unknown, 'row')}"] if unknown else [])


def content_notes(task: Task, frame: pd.DataFrame) -> list[str]:
    """What is odd about checked content: long texts, missing labels."""
    notes = task.notes(frame)
    unlabelled = sum(not label for label in frame[task.label_column])
    if 0 < unlabelled < len(frame):
        notes.append(f"{counted(unlabelled, 'row')} of {len(frame):,} without a label")
    return notes

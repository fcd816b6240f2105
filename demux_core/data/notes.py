"""What reading a file found, in words for people."""

from collections.abc import Sequence

import pandas as pd

from demux_core.base.config import Task
from demux_core.base.languages import UNKNOWN
from demux_core.data.columns import LABEL

_LONG_TEXT = 2_000
_LONG_SENTENCE = 400


def counted(number: int, thing: str) -> str:
    """``1,204 rows``, ``1 row``."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def language_notes(codes: Sequence[str], missing: Sequence[int]) -> list[str]:
    """How many of the rows at ``missing``, which had no language, have got one."""
    unknown = sum(codes[i] == UNKNOWN for i in missing)
    guessed = len(missing) - unknown
    notes = [f"language guessed for {counted(guessed, 'row')}"] if guessed else []
    return notes + ([f"language unknown for {counted(unknown, 'row')}"] if unknown else [])


def content_notes(task: Task, frame: pd.DataFrame) -> list[str]:
    """What is odd about checked content: long texts, missing labels."""
    notes = []
    if task == "sequence":
        pairs = zip(frame["text"], frame["text_b"], strict=True)
        if long := sum(len(a) + len(b or "") > _LONG_TEXT for a, b in pairs):
            notes.append(
                f"{counted(long, 'text')} longer than {_LONG_TEXT:,} characters: models read the start"
            )
    if task == "token" and (long := sum(len(tokens) > _LONG_SENTENCE for tokens in frame["tokens"])):
        notes.append(
            f"{counted(long, 'sentence')} longer than {_LONG_SENTENCE} tokens: models read the start"
        )
    unlabelled = sum(not label for label in frame[LABEL[task]])
    if 0 < unlabelled < len(frame):
        notes.append(f"{counted(unlabelled, 'row')} of {len(frame):,} without a label")
    return notes

"""What the two formats with a word a line share."""

import re

from demux_core.base.errors import InputError
from demux_core.exchange.sheet import Item, Sheet

BLANK = "_"
_CANNOT_STAND = re.compile(r"[\t\r\n]|^\s|\s$|^-DOCSTART-$")


def check_words(sheet: Sheet, title: str) -> None:
    """Refuse texts without words to tag, and words that a line cannot hold.

    Raises:
        InputError: the message names the format.
    """
    task = sheet.dataset.task
    if not task.labels_words:
        raise InputError(
            f"{title} must hold words with tags, but the task is {task.title}; export to csv or parquet"
        )
    for item in sheet.items():
        if wrong := [word for word in item.row["tokens"] if _CANNOT_STAND.search(word)]:
            raise InputError(
                f"a word in {title} must stand in a line without tabs, but {wrong[0]!r} of {item.id} "
                f"cannot; export to parquet"
            )


def tags_of(item: Item) -> list[str]:
    """The tags that count, blanks where the sentence has none."""
    return list(item.answers[0].label) if item.answers else [BLANK] * len(item.row["tokens"])


def comments(item: Item, name_of_id: str) -> list[str]:
    """The lines above a sentence: its id, its language, and who tagged it."""
    lines = [f"# {name_of_id} = {item.id}", f"# lang = {item.language}"]
    if item.answers and item.answers[0].annotator:
        lines.append(f"# annotator = {item.answers[0].annotator}")
    return lines

"""CoNLL: a word and its tag a line; ``# id = `` and ``# annotator = `` before each sentence.

The words of a sentence without a label have the tag ``_``.
"""

from collections.abc import Iterator
from pathlib import Path

from demux_core.base.files import atomic_write
from demux_core.data.formats import conll
from demux_core.data.formats.raw_file import opened
from demux_core.exchange.returned import Returned
from demux_core.exchange.sheet import Item, Sheet
from demux_core.exchange.tables import returned_rows
from demux_core.exchange.words import check_words, comments, tags_of
from demux_core.tasks.base import Task


def write(sheet: Sheet, path: Path) -> list[Path]:
    """Write the sentences with the tags that count.

    Raises:
        InputError: the task does not label words, or a word cannot stand in a line.
    """
    check_words(sheet, "CoNLL")
    atomic_write(path, "".join(_sentence(item) for item in sheet.items()))
    return [path]


def read(path: Path, task: Task) -> Iterator[Returned]:
    """Yield the sentences."""
    return returned_rows(conll.read(opened(path)), task)


def _sentence(item: Item) -> str:
    lines = [f"{word}\t{tag}" for word, tag in zip(item.row["tokens"], tags_of(item), strict=True)]
    return "\n".join([*comments(item, "id"), *lines]) + "\n\n"

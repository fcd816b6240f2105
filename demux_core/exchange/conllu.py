"""CoNLL-U: parts of speech in UPOS; entities in MISC, as ``ner=B-LOC``."""

from collections.abc import Iterator
from pathlib import Path

from demux_core.base.files import atomic_write
from demux_core.data.formats import conllu
from demux_core.data.formats.raw_file import opened
from demux_core.exchange.returned import Returned
from demux_core.exchange.sheet import Item, Sheet
from demux_core.exchange.tables import returned_rows
from demux_core.exchange.words import BLANK, check_words, comments, tags_of
from demux_core.tasks.base import Task
from demux_core.tasks.bio import OUTSIDE, has_entities


def write(sheet: Sheet, path: Path) -> list[Path]:
    """Write the sentences with the tags that count.

    Raises:
        InputError: the task does not label words, or a word cannot stand in a line.
    """
    check_words(sheet, "CoNLL-U")
    entities = has_entities(sheet.known) or set(sheet.known) <= {OUTSIDE}
    atomic_write(path, "".join(_sentence(item, entities) for item in sheet.items()))
    return [path]


def read(path: Path, task: Task) -> Iterator[Returned]:
    """Yield the sentences."""
    return returned_rows(conllu.read(opened(path)), task)


def _sentence(item: Item, entities: bool) -> str:
    words = item.row["tokens"]
    lines = [*comments(item, "sent_id"), f"# text = {' '.join(words)}"]
    for number, (word, tag) in enumerate(zip(words, tags_of(item), strict=True), start=1):
        misc = f"ner={tag}" if entities and tag != BLANK else BLANK
        cells = (str(number), word, BLANK, BLANK if entities else tag, *[BLANK] * 5, misc)
        lines.append("\t".join(cells))
    return "\n".join(lines) + "\n\n"

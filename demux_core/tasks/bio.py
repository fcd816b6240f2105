"""BIO tags (IOB2): the first word of an entity has B-TYPE, its others I-TYPE, all the rest O."""

import re
from collections.abc import Iterable

from demux_core.base.errors import InputError

OUTSIDE = "O"
_ENTITY = re.compile(r"[BI]-.+")


def has_entities(tags: Iterable[str]) -> bool:
    """Whether tags mark entities and do not give every word a tag of its own."""
    return any(_ENTITY.fullmatch(tag) for tag in tags)


def entity_types(tags: Iterable[str]) -> list[str]:
    """The types of entity that tags mark, each once, in their order."""
    return list(dict.fromkeys(tag[2:] for tag in tags if _ENTITY.fullmatch(tag)))


def tags_of_types(types: Iterable[str]) -> list[str]:
    """All tags that mark entities of these types, O first."""
    return [OUTSIDE, *(f"{place}-{name}" for name in types for place in "BI")]


def check_bio(tags: Iterable[str], row: int) -> None:
    """Refuse the entity tags of row ``row`` (from 0) where they are not BIO; a repair would guess.

    Raises:
        InputError: with the row, the tag and what is wrong with it.
    """
    before = OUTSIDE
    for position, tag in enumerate(tags, start=1):
        if tag != OUTSIDE and not _ENTITY.fullmatch(tag):
            problem = "is not O, B-TYPE or I-TYPE"
        elif tag.startswith("I-") and before[2:] != tag[2:]:
            problem = f"does not continue B-{tag[2:]} or I-{tag[2:]}"
        else:
            before = tag
            continue
        raise InputError(
            f"entity tags must be BIO, but in row {row + 1:,} tag {position}, {tag}, {problem}; "
            f"write B- on the first word of every entity and I- on the others"
        )

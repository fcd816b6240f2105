"""BIO tags (IOB2): B-TYPE for the first word of an entity, I-TYPE for its other words, O for the rest."""

import re
from collections.abc import Iterable, Sequence

from demux_core.base.errors import InputError

OUTSIDE = "O"
_ENTITY = re.compile(r"[BI]-.+")


def has_entities(tags: Iterable[str]) -> bool:
    """Whether the tags mark entities, as opposed to plain tags such as parts of speech."""
    return any(_ENTITY.fullmatch(tag) for tag in tags)


def entity_types(tags: Iterable[str]) -> list[str]:
    """Return the entity types in tags, each once, in order of first appearance."""
    return list(dict.fromkeys(tag[2:] for tag in tags if _ENTITY.fullmatch(tag)))


def tags_of_types(types: Iterable[str]) -> list[str]:
    """Return all tags for entities of these types, O first."""
    return [OUTSIDE, *(f"{prefix}-{name}" for name in types for prefix in "BI")]


def entities(tags: Sequence[str]) -> list[tuple[str, int, int]]:
    """Return the type of each entity in BIO tags, its first word and the word after its last one."""
    starts = [place for place, tag in enumerate(tags) if tag.startswith("B-")]
    found = []
    for start in starts:
        end = start + 1
        while end < len(tags) and tags[end].startswith("I-"):
            end += 1
        found.append((tags[start][2:], start, end))
    return found


def repaired(tags: Iterable[str]) -> list[str]:
    """Return entity tags as valid BIO: an I- that continues nothing becomes a B-."""
    valid: list[str] = []
    for tag in tags:
        continues = bool(valid) and valid[-1] != OUTSIDE and valid[-1][2:] == tag[2:]
        valid.append(f"B-{tag[2:]}" if tag.startswith("I-") and not continues else tag)
    return valid


def check_bio(tags: Iterable[str], row: int) -> None:
    """Refuse entity tags of row ``row`` (from 0) that are not BIO; repairing them would be guessing.

    Raises:
        InputError: the message names the row, the tag and the problem.
    """
    previous = OUTSIDE
    for position, tag in enumerate(tags, start=1):
        if tag != OUTSIDE and not _ENTITY.fullmatch(tag):
            problem = "is not O, B-TYPE or I-TYPE"
        elif tag.startswith("I-") and previous[2:] != tag[2:]:
            problem = f"does not continue B-{tag[2:]} or I-{tag[2:]}"
        else:
            previous = tag
            continue
        raise InputError(
            f"entity tags must be BIO, but in row {row + 1:,} tag {position}, {tag}, {problem}; "
            f"write B- on the first word of every entity and I- on the others"
        )

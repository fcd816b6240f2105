"""Labels as annotation tools hold them: named spans of a text, in characters (Unicode code points) from 0."""

from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

from demux_core.base.errors import InputError
from demux_core.tasks.bio import OUTSIDE, entities

_QUOTED = 40


class Span(NamedTuple):
    """The characters from ``start`` up to ``end``, which is not included, and what they are called."""

    start: int
    end: int
    name: str


def word_places(words: Sequence[str]) -> list[tuple[int, int]]:
    """Start and end of each word in the text of the words with single spaces between them."""
    starts = accumulate((len(word) + 1 for word in words), initial=0)
    return [(start, start + len(word)) for start, word in zip(starts, words, strict=False)]


def entity_spans(words: Sequence[str], tags: Sequence[str]) -> list[Span]:
    """The entities of BIO tags."""
    places = word_places(words)
    return [Span(places[first][0], places[last - 1][1], name) for name, first, last in entities(tags)]


def tag_spans(words: Sequence[str], tags: Sequence[str]) -> list[Span]:
    """One span a word, called as its tag."""
    return [Span(*place, tag) for place, tag in zip(word_places(words), tags, strict=True)]


def entity_tags(words: Sequence[str], spans: Sequence[Span]) -> list[str]:
    """The BIO tags of words in which ``spans`` are the entities.

    Raises:
        InputError: a span is outside the text, overlaps another or ends inside a word.
    """
    tags = [OUTSIDE] * len(words)
    for span, (first, last) in _placed(words, spans):
        tags[first : last + 1] = [f"B-{span.name}", *[f"I-{span.name}"] * (last - first)]
    return tags


def plain_tags(words: Sequence[str], spans: Sequence[Span]) -> list[str]:
    """The tags of words: each word gets the name of the span around it.

    Raises:
        InputError: as for ``entity_tags``, or a word has no span.
    """
    tags = [""] * len(words)
    for span, (first, last) in _placed(words, spans):
        tags[first : last + 1] = [span.name] * (last - first + 1)
    if missing := [word for word, tag in zip(words, tags, strict=True) if not tag]:
        raise InputError(f"each word must have a tag, but {missing[0][:_QUOTED]!r} has none; tag all words")
    return tags


def trimmed(text: str, span: Span) -> Span:
    """The span without white space at its ends.

    Raises:
        InputError: it is not within the text, or there is nothing but white space in it.
    """
    if not 0 <= span.start < span.end <= len(text):
        raise InputError(
            f"a span must lie within its text of {len(text):,} characters, got {span.start:,} to "
            f"{span.end:,}; count Unicode characters from 0, not bytes"
        )
    inside = text[span.start : span.end]
    if not inside.strip():
        raise InputError(
            f"a span must hold text, but {span.start:,} to {span.end:,} is white space; mark words"
        )
    start = span.start + len(inside) - len(inside.lstrip())
    return Span(start, start + len(inside.strip()), span.name)


def _placed(words: Sequence[str], spans: Sequence[Span]) -> list[tuple[Span, tuple[int, int]]]:
    """Spans in the order of the text, each with its first and last word."""
    text, places = " ".join(words), word_places(words)
    starts = {start: word for word, (start, _) in enumerate(places)}
    ends = {end: word for word, (_, end) in enumerate(places)}
    placed = []
    for span in sorted(spans):
        # Some tools mark the space behind a word as well.
        inner = span if span.start in starts and span.end in ends else trimmed(text, span)
        if inner.start not in starts or inner.end not in ends:
            raise InputError(
                f"a span must begin and end with a word, but {span.start:,} to {span.end:,} is "
                f"{text[span.start : span.end][:_QUOTED]!r}; mark whole words"
            )
        placed.append((span, (starts[inner.start], ends[inner.end])))
    for (one, (_, last)), (other, (first, _)) in pairwise(placed):
        if first <= last:
            raise InputError(
                f"spans must not overlap, but {one.name} and {other.name} share "
                f"{words[first][:_QUOTED]!r}; keep one of them"
            )
    return placed

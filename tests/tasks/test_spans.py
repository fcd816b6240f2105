"""Tags and spans say the same in every script: a property of all words and tags, not of examples."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demux_core import InputError
from demux_core.tasks.spans import (
    Span,
    entity_spans,
    entity_tags,
    plain_tags,
    tag_spans,
    trimmed,
    word_places,
)

# Hebrew, Arabic with vowel signs, Devanagari, Thai, Han, combining marks alone, an emoji with joiners.
LETTERS = "aß é́ דנה مُحَمَّد किताब ตลาด 上海 \u0301\u200f 👩200d👧 # _ '".replace(" ", "")
words = st.lists(st.text(LETTERS, min_size=1, max_size=6).filter(lambda word: bool(word.strip())), min_size=1)


@st.composite
def tagged(draw: st.DrawFn) -> tuple[list[str], list[str]]:
    tokens = draw(words)
    tags: list[str] = []
    for _ in tokens:
        kinds = ["O", "B-PER", "B-LOC"]
        if tags and tags[-1] != "O":
            kinds.append(f"I-{tags[-1][2:]}")
        tags.append(draw(st.sampled_from(kinds)))
    return tokens, tags


@given(words)
def test_the_places_of_words_hold_the_words(tokens: list[str]) -> None:
    text = " ".join(tokens)
    assert [text[start:end] for start, end in word_places(tokens)] == tokens


@given(tagged())
def test_entities_survive_the_way_over_spans(example: tuple[list[str], list[str]]) -> None:
    tokens, tags = example
    assert entity_tags(tokens, entity_spans(tokens, tags)) == tags


@given(tagged())
def test_tags_of_all_words_survive_the_way_over_spans(example: tuple[list[str], list[str]]) -> None:
    tokens, tags = example
    assert plain_tags(tokens, tag_spans(tokens, tags)) == tags


@given(tagged(), st.randoms())
def test_the_order_of_spans_in_a_file_does_not_matter(example: tuple[list[str], list[str]], dice) -> None:  # type: ignore[no-untyped-def]
    tokens, tags = example
    spans = entity_spans(tokens, tags)
    dice.shuffle(spans)
    assert entity_tags(tokens, spans) == tags


@pytest.mark.parametrize(
    ("spans", "message"),
    [
        ([Span(0, 40, "LOC")], "must lie within its text of 10 characters, got 0 to 40"),
        ([Span(-1, 3, "LOC")], "must lie within its text"),
        ([Span(3, 3, "LOC")], "must lie within its text"),
        ([Span(3, 4, "LOC")], "must hold text"),
        ([Span(1, 3, "LOC")], "must begin and end with a word, but 1 to 3 is 'ew'"),
        ([Span(0, 8, "LOC"), Span(4, 8, "PER")], "must not overlap, but LOC and PER share 'York'"),
    ],
)
def test_spans_that_do_not_fit_the_words_are_refused(spans: list[Span], message: str) -> None:
    with pytest.raises(InputError, match=message):
        entity_tags(["New", "York", "!"], spans)


def test_white_space_at_the_ends_of_a_span_is_left_out() -> None:
    assert entity_tags(["New", "York", "is"], [Span(0, 9, "LOC")]) == ["B-LOC", "I-LOC", "O"]
    assert trimmed(" a b ", Span(0, 5, "answer")) == Span(1, 4, "answer")

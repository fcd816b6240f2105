"""Text, tokens and tags of an utterance with inline marks."""

import pytest

from demux_core.demo.build.marks import Utterance, token_spans


def marked_utterance(marked: str, language: str = "en") -> Utterance:
    return Utterance("en-001", language, "emergency", marked, "en.tsv line 1")


def tokens(text: str, language: str = "en") -> list[str]:
    return [text[start:end] for start, end in token_spans(text, language)]


def test_the_text_is_the_utterance_without_its_marks() -> None:
    assert marked_utterance("see [Dr Rai](PERSON) [today](TIME)?").text == "see Dr Rai today?"


def test_tags_are_b_and_i_inside_a_mark_and_o_outside() -> None:
    utterance = marked_utterance("see [Dr Rai](PERSON) [today](TIME)?")
    assert utterance.tokens == ["see", "Dr", "Rai", "today", "?"]
    assert utterance.tags == ["O", "B-PERSON", "I-PERSON", "B-TIME", "O"]


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Dr. Rai, now!", "en", ["Dr", ".", "Rai", ",", "now", "!"]),
        ("MHRS'de 10:30 e-mail", "tr", ["MHRS'de", "10:30", "e-mail"]),
        ("'yes' - 5, 6", "en", ["'", "yes", "'", "-", "5", ",", "6"]),
        ("मुटुको डाक्टर।", "ne", ["मुटुको", "डाक्टर", "।"]),
        ("कौन-कौन", "hi", ["कौन-कौन"]),
        ("می\u200cخواهم؟", "fa", ["می\u200cخواهم", "؟"]),
        ("明日 3時", "ja", ["明", "日", "3", "時"]),
        ("น้ำมูก", "th", ["น้ำ", "มู", "ก"]),
    ],
)
def test_tokens_are_words_and_punctuation_or_characters(
    text: str, language: str, expected: list[str]
) -> None:
    assert tokens(text, language) == expected


def test_a_mark_without_spaces_covers_exactly_its_characters() -> None:
    utterance = marked_utterance("[妈妈](PERSON)[发烧](CONDITION)了", "zh")
    assert utterance.tags == ["B-PERSON", "I-PERSON", "B-CONDITION", "I-CONDITION", "O"]

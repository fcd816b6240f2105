"""Every rule of the corpus refuses what breaks it, in one line with the place."""

import pytest

from demux_core import InputError
from demux_core.demo.build.marks import Utterance
from demux_core.demo.build.notices import Question, parse_notice
from demux_core.demo.build.rules import INTENTS, check_alike, check_question, check_utterances

NOTICE = "The pharmacy opens at 7:15 from Monday."


def said(marked: str, language: str = "en", intent: str = "emergency") -> Utterance:
    return Utterance("x-001", language, intent, marked, f"{language}.tsv line 1")


def asked(answer: str, question: str = "When does it open?") -> Question:
    return Question("en-01-1", "en", 1, question, NOTICE, answer, "en.jsonl line 1")


def test_one_sound_utterance_of_each_intent_is_accepted() -> None:
    check_utterances("en.tsv", [said("call [Dr Rai](PERSON)", intent=intent) for intent in INTENTS], 1)


@pytest.mark.parametrize(
    ("marked", "language", "fault"),
    [
        ("", "en", "not be missing"),
        ("two  spaces", "en", "one space apart"),
        ("cafe\u0301 please", "en", "NFC"),
        ("only Latin letters", "hi", "script of hi, but 0% are"),
        ("help नमस्ते दिदी", "en", "script of en"),
        ("call [Dr Rai](DOCTOR)", "en", "slot must be one of CONDITION, .* got 'DOCTOR'"),
        ("call [Dr Rai(PERSON)", "en", r"'\[' is left over"),
        ("call Dr Rai(PERSON)", "en", "left over"),
        ("my [knee](BODY)s hurt", "en", "whole words, but 'knee' cuts"),
        ("my [ knee](BODY)", "en", "one space apart|outer spaces"),
        ("is it [my knee?](BODY)", "en", "punctuation, got 'my knee\\?'"),
        ("เจ็บ[ที](BODY)่ขา", "th", "whole words"),
    ],
)
def test_an_utterance_that_breaks_a_rule_is_refused(marked: str, language: str, fault: str) -> None:
    with pytest.raises(InputError, match=rf"^{language}.tsv line 1: .*({fault})"):
        check_utterances(f"{language}.tsv", [said(marked, language)], 1)


def test_an_unknown_intent_is_refused_with_the_choices() -> None:
    with pytest.raises(InputError, match=r"intent must be one of book_appointment, .* got 'greet'"):
        check_utterances("en.tsv", [said("hello", intent="greet")], 1)


def test_too_few_utterances_of_an_intent_are_refused() -> None:
    with pytest.raises(
        InputError, match=r"en.tsv: every intent must have 1 utterances, but book_app.* has 0"
    ):
        check_utterances("en.tsv", [said("hello")], 1)


def test_texts_may_share_70_percent_of_the_shorter_one_and_no_more() -> None:
    ten = "a b c d e f g h i j"
    check_alike([("one", ten), ("two", "A, B C D E F G x y z!")], "en")
    with pytest.raises(InputError, match=r"^two: .* this and one share 80%"):
        check_alike([("one", ten), ("two", "A, B C D E F G H y z and many more words!")], "en")


def test_where_there_are_no_spaces_pairs_of_characters_are_compared() -> None:
    check_alike([("one", "明天上午挂号"), ("two", "号挂午上天明")], "zh")
    with pytest.raises(InputError, match="share 80%"):
        check_alike([("one", "明天上午挂号"), ("two", "明天上午挂水。")], "zh")


def test_an_answer_in_whole_words_of_its_notice_is_accepted() -> None:
    check_question(asked("7:15"))
    assert NOTICE[asked("7:15").start :].startswith("7:15")


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        ("8:15", "is there 0 times"),
        ("o", "is there 3 times"),
        ("", "is there 40 times"),
        ("pharm", "whole words"),
        ("from Monday.", "punctuation"),
    ],
)
def test_an_answer_that_is_not_once_and_whole_in_its_notice_is_refused(answer: str, fault: str) -> None:
    with pytest.raises(InputError, match=f"^en.jsonl line 1: .*{fault}"):
        check_question(asked(answer))


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("{", "every line must be JSON"),
        ("[]", "id and notice must be there"),
        ('{"id": "en-02", "notice": "Open."}', "so en-01, got 'en-02'"),
        ('{"id": "en-01", "notice": "Open.", "questions": []}', "must have 3 questions"),
        (
            '{"id": "en-01", "notice": "Open.", "questions": [{}, {}, {}]}',
            "question and answer must be there",
        ),
    ],
)
def test_a_line_that_is_no_notice_is_refused(line: str, fault: str) -> None:
    with pytest.raises(InputError, match=f"^en.jsonl line 1: .*{fault}"):
        list(parse_notice(line, "en", 1, "en.jsonl line 1"))

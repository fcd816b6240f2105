"""Breaking a rule of the corpus is an error of one line that names the place."""

import pytest

from demux_core import InputError
from demux_core.demo.build.marks import Utterance
from demux_core.demo.build.notices import Question, parse_notice
from demux_core.demo.build.rules import INTENTS, check_alike, check_question, check_utterances

NOTICE = "The pharmacy opens at 7:15 from Monday."


def utterance(marked: str, language: str = "en", intent: str = "emergency") -> Utterance:
    return Utterance("x-001", language, intent, marked, f"{language}.tsv line 1")


def question(answer: str, text: str = "When does it open?") -> Question:
    return Question("en-01-1", "en", 1, text, NOTICE, answer, "en.jsonl line 1")


def test_one_valid_utterance_of_each_intent_is_accepted() -> None:
    check_utterances("en.tsv", [utterance("call [Dr Rai](PERSON)", intent=intent) for intent in INTENTS], 1)


@pytest.mark.parametrize(
    ("marked", "language", "fault"),
    [
        ("", "en", "must not be empty"),
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
        check_utterances(f"{language}.tsv", [utterance(marked, language)], 1)


def test_an_unknown_intent_is_refused_with_the_choices() -> None:
    with pytest.raises(InputError, match=r"intent must be one of book_appointment, .* got 'greet'"):
        check_utterances("en.tsv", [utterance("hello", intent="greet")], 1)


def test_too_few_utterances_of_an_intent_are_refused() -> None:
    with pytest.raises(
        InputError, match=r"en.tsv: every intent must have 1 utterances, but book_app.* has 0"
    ):
        check_utterances("en.tsv", [utterance("hello")], 1)


def test_texts_may_share_at_most_70_percent_of_the_shorter_one() -> None:
    ten = "a b c d e f g h i j"
    check_alike([("one", ten), ("two", "A, B C D E F G x y z!")], "en")
    with pytest.raises(InputError, match=r"^two: .* this and one share 80%"):
        check_alike([("one", ten), ("two", "A, B C D E F G H y z and many more words!")], "en")


def test_in_languages_without_spaces_pairs_of_characters_are_compared() -> None:
    check_alike([("one", "明天上午挂号"), ("two", "号挂午上天明")], "zh")
    with pytest.raises(InputError, match="share 80%"):
        check_alike([("one", "明天上午挂号"), ("two", "明天上午挂水。")], "zh")


def test_an_answer_in_whole_words_of_its_notice_is_accepted() -> None:
    check_question(question("7:15"))
    assert NOTICE[question("7:15").start :].startswith("7:15")


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        ("8:15", "occurs 0 times"),
        ("o", "occurs 3 times"),
        ("", "occurs 40 times"),
        ("pharm", "whole words"),
        ("from Monday.", "punctuation"),
    ],
)
def test_an_answer_that_is_not_in_its_notice_once_and_in_whole_words_is_refused(
    answer: str, fault: str
) -> None:
    with pytest.raises(InputError, match=f"^en.jsonl line 1: .*{fault}"):
        check_question(question(answer))


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("{", "every line must be JSON"),
        ("[]", "id and notice must be given"),
        ('{"id": "en-02", "notice": "Open."}', "en-01, got 'en-02'"),
        ('{"id": "en-01", "notice": "Open.", "questions": []}', "must have 3 questions"),
        (
            '{"id": "en-01", "notice": "Open.", "questions": [{}, {}, {}]}',
            "question and answer must be given",
        ),
    ],
)
def test_a_line_that_is_not_a_notice_is_refused(line: str, fault: str) -> None:
    with pytest.raises(InputError, match=f"^en.jsonl line 1: .*{fault}"):
        list(parse_notice(line, "en", 1, "en.jsonl line 1"))

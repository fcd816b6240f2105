"""The rules of the corpus; a line that breaks one is an error."""

import itertools
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

from demux_core.base.errors import InputError
from demux_core.demo.build.marks import UNSPACED, Utterance, is_punctuation, token_spans
from demux_core.demo.build.notices import Question

INTENTS = (
    *("book_appointment", "change_appointment", "cancel_appointment", "medicine_price", "medicine_dose"),
    *("side_effect", "symptom_advice", "find_clinic", "test_result", "vaccination", "insurance", "emergency"),
)
SLOTS = ("CONDITION", "MEDICINE", "BODY", "TIME", "PLACE", "PERSON")
MOST_SHARED = 0.7
_LEAST_IN_SCRIPT = 0.6
# How the Unicode names of a script's letters begin; Latin for languages that are not listed.
_SCRIPTS = {
    **dict.fromkeys(("hi", "mr", "ne", "mai"), ("DEVANAGARI",)),
    **dict.fromkeys(("ur", "fa", "ar"), ("ARABIC",)),
    "bn": ("BENGALI",),
    "gu": ("GUJARATI",),
    "pa": ("GURMUKHI",),
    "ta": ("TAMIL",),
    "te": ("TELUGU",),
    "th": ("THAI",),
    "ru": ("CYRILLIC",),
    "ko": ("HANGUL",),
    "zh": ("CJK",),
    "ja": ("CJK", "HIRAGANA", "KATAKANA"),
}
_LEFT_OVER = re.compile(r"[\[\]]|\([A-Z]+\)")


def check_utterances(file: str, utterances: Sequence[Utterance], per_intent: int) -> None:
    """Check the lines of a file, and that it has ``per_intent`` utterances of every intent.

    Raises:
        InputError: with file and line.
    """
    for utterance in utterances:
        if utterance.intent not in INTENTS:
            choices = ", ".join(INTENTS)
            raise InputError(f"{utterance.place}: intent must be one of {choices}, got {utterance.intent!r}")
        _check_text(utterance.text, utterance.language, utterance.place)
        _check_marks(utterance)
    counts = Counter(utterance.intent for utterance in utterances)
    for intent in INTENTS:
        if counts[intent] != per_intent:
            raise InputError(
                f"{file}: every intent must have {per_intent} utterances, but {intent} has {counts[intent]}; "
                f"write or remove some"
            )


def check_question(question: Question) -> None:
    """Check that the answer occurs in its notice exactly once and in whole words.

    Raises:
        InputError: with file, line and answer.
    """
    for text in (question.question, question.context):
        _check_text(text, question.language, question.place)
    answer, times = question.answer, question.context.count(question.answer)
    if times != 1:
        raise InputError(
            f"{question.place}: an answer must occur in its notice once, but {answer!r} occurs {times} "
            f"times; lengthen or correct it"
        )
    where = (question.start, question.start + len(answer))
    _check_span(question.context, where, question.language, question.place)


def check_gloss(gloss: str, place: str) -> None:
    """Check that a gloss is text in Latin script.

    Raises:
        InputError: with file and line.
    """
    _check_text(gloss, "en", place)


def check_alike(texts: Iterable[tuple[str, str]], language: str) -> None:
    """Check that no two texts of a language share more than 70% of the words of the shorter one.

    Args:
        texts: place and text of each.
        language: its code; where it writes no spaces, pairs of characters count as words.

    Raises:
        InputError: with both places.
    """
    counted = [(place, words(text, language)) for place, text in texts]
    for (first, first_words), (second, second_words) in itertools.combinations(counted, 2):
        shorter = min(first_words.total(), second_words.total())
        shared = (first_words & second_words).total() / max(1, shorter)
        if shared > MOST_SHARED:
            raise InputError(
                f"{second}: texts of a language must share at most {MOST_SHARED:.0%} of the words of the "
                f"shorter one, but this and {first} share {shared:.0%}; rewrite one"
            )


def words(text: str, language: str) -> Counter[str]:
    """How often each word occurs, in lower case; pairs of characters where the language writes no spaces."""
    tokens = [text[start:end].casefold() for start, end in token_spans(text, language)]
    kept = [token for token in tokens if not is_punctuation(token)]
    return Counter(a + b for a, b in itertools.pairwise(kept)) if language in UNSPACED else Counter(kept)


def _check_text(text: str, language: str, place: str) -> None:
    if not text or text != " ".join(text.split()):
        raise InputError(
            f"{place}: text must not be empty, and words must be one space apart; fix {text[:40]!r}"
        )
    if not unicodedata.is_normalized("NFC", text):
        raise InputError(f"{place}: text must be in Unicode form NFC; normalise {text[:40]!r}")
    names = [unicodedata.name(character, "") for character in text if character.isalpha()]
    share = sum(name.startswith(_SCRIPTS.get(language, ("LATIN",))) for name in names) / max(1, len(names))
    if names and share < _LEAST_IN_SCRIPT:
        raise InputError(
            f"{place}: at least {_LEAST_IN_SCRIPT:.0%} of the letters must be in the script of {language}, "
            f"but {share:.0%} are; rewrite {text[:40]!r}"
        )


def _check_marks(utterance: Utterance) -> None:
    if left := _LEFT_OVER.search(utterance.text):
        raise InputError(
            f"{utterance.place}: marks must be [words](SLOT), but {left[0]!r} is left over; fix it"
        )
    for mark in utterance.marks:
        if mark.slot not in SLOTS:
            raise InputError(
                f"{utterance.place}: slot must be one of {', '.join(SLOTS)}, got {mark.slot!r}; rename it"
            )
        _check_span(utterance.text, (mark.start, mark.end), utterance.language, utterance.place)


def _check_span(text: str, span: tuple[int, int], language: str, place: str) -> None:
    (start, end), tokens = span, token_spans(text, language)
    if start not in {token[0] for token in tokens} or end not in {token[1] for token in tokens}:
        raise InputError(
            f"{place}: a mark must cover whole words, but {text[start:end]!r} cuts one or has outer spaces; "
            f"move its ends"
        )
    if is_punctuation(text[start]) or is_punctuation(text[end - 1]):
        raise InputError(
            f"{place}: a mark must not start or end with punctuation, got {text[start:end]!r}; move its ends"
        )

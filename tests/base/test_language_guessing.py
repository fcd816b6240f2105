"""Guesses of the language of texts."""

import pytest

from demux_core.base.language_guessing import fill_missing, guess
from demux_core.base.languages import UNKNOWN

HINDI = "यह दवा दिन में दो बार खाने के बाद लेनी है"
URDU = "یہ دوا دن میں دو بار کھانے کے بعد لینی ہے"


def test_a_guessed_language_is_less_certain_than_one_that_the_file_states() -> None:
    (hindi, confidence), (urdu, _) = guess([HINDI, URDU])
    assert (hindi, urdu) == ("hi", "ur")
    assert 0.7 <= confidence < 1


def test_the_language_of_short_and_ambiguous_texts_is_unknown() -> None:
    (short, zero), (ambiguous, low) = guess(["12 !", "habari ya asubuhi rafiki yangu"])
    assert (short, zero) == (UNKNOWN, 0.0)
    assert ambiguous == UNKNOWN
    assert 0 < low < 0.7


def test_a_guess_below_the_confidence_is_no_language() -> None:
    kinyarwanda = ["Ndashaka kubonana na muganga ejo", "Umwana afite umuriro mwinshi", "Murakoze cyane"]
    assert [code for code, _ in guess(kinyarwanda)] == [UNKNOWN] * 3


def test_texts_of_one_language_are_guessed_together_if_half_of_them_agree() -> None:
    codes, confidences, _ = fill_missing([None] * 3, [HINDI, HINDI, URDU], guessing=True, together=True)
    assert codes == ["hi"] * 3
    assert confidences == pytest.approx([2 / 3] * 3)
    assert fill_missing([None] * 2, ["12 !", "?"], guessing=True, together=True)[0] == [UNKNOWN] * 2


def test_line_breaks_do_not_hinder_a_guess() -> None:
    assert guess([HINDI.replace(" ", "\r\n")])[0][0] == "hi"


def test_only_rows_without_a_language_are_guessed() -> None:
    codes, confidences, missing = fill_missing(["mr", None, "und"], [HINDI, HINDI, URDU], guessing=True)
    assert codes == ["mr", "hi", "ur"]
    assert confidences[0] == 1.0
    assert max(confidences[1:]) < 1.0
    assert missing == [1, 2]


def test_guessing_can_be_turned_off() -> None:
    assert fill_missing([None], [HINDI], guessing=False) == ([UNKNOWN], [0.0], [0])

"""Guesses of the language of texts."""

from demux_core.base.language_guessing import fill_missing, guess
from demux_core.base.languages import UNKNOWN

HINDI = "यह दवा दिन में दो बार खाने के बाद लेनी है"
URDU = "یہ دوا دن میں دو بار کھانے کے بعد لینی ہے"


def test_a_guessed_language_is_less_certain_than_one_that_the_file_states() -> None:
    (hindi, confidence), (urdu, _) = guess([HINDI, URDU])
    assert (hindi, urdu) == ("hi", "ur")
    assert 0.5 <= confidence < 1


def test_the_language_of_short_and_ambiguous_texts_is_unknown() -> None:
    (short, zero), (ambiguous, low) = guess(["12 !", "habari ya asubuhi rafiki yangu"])
    assert (short, zero) == (UNKNOWN, 0.0)
    assert ambiguous == UNKNOWN
    assert 0 < low < 0.5


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

"""Names, directions and guesses of languages."""

import pytest

from demux_core.base.languages import (
    UNKNOWN,
    code_of_name,
    fill_missing,
    guess,
    is_rtl,
    language_name,
    normalise,
)

HINDI = "यह दवा दिन में दो बार खाने के बाद लेनी है"
URDU = "یہ دوا دن میں دو بار کھانے کے بعد لینی ہے"


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("hi", "Hindi"),
        ("mai", "Maithili"),
        ("hi-Latn", "Hindi (Latn)"),
        ("zh_TW", "Chinese (TW)"),
        ("xx", "xx"),
    ],
)
def test_names_are_for_display_and_unknown_codes_stay(code: str, name: str) -> None:
    assert language_name(code) == name


@pytest.mark.parametrize(
    ("code", "expected"),
    [("ur", True), ("ar_EG", True), ("pa-Arab", True), ("sd-Deva", False), ("hi", False), ("unknown", False)],
)
def test_direction_follows_the_script_where_the_code_names_one(code: str, expected: bool) -> None:
    assert is_rtl(code) is expected


def test_english_names_have_codes() -> None:
    assert code_of_name("Bengali") == "bn"
    assert code_of_name("5f3a") is None


def test_only_bare_codes_are_put_in_lower_case() -> None:
    assert [normalise(code) for code in ("EN", "hi_IN", "hin_Deva")] == ["en", "hi_IN", "hin_Deva"]


def test_guesses_come_with_a_confidence_below_that_of_a_file() -> None:
    (hindi, sure), (urdu, _) = guess([HINDI, URDU])
    assert (hindi, urdu) == ("hi", "ur")
    assert 0.5 <= sure < 1


def test_short_and_doubtful_texts_stay_unknown() -> None:
    (short, nothing), (doubtful, little) = guess(["12 !", "habari ya asubuhi rafiki yangu"])
    assert (short, nothing) == (UNKNOWN, 0.0)
    assert doubtful == UNKNOWN
    assert 0 < little < 0.5


def test_texts_with_line_ends_are_guessed_as_well() -> None:
    assert guess([HINDI.replace(" ", "\r\n")])[0][0] == "hi"


def test_only_rows_without_a_language_are_guessed() -> None:
    codes, confidences, missing = fill_missing(["mr", None, "und"], [HINDI, HINDI, URDU], guessing=True)
    assert codes == ["mr", "hi", "ur"]
    assert confidences[0] == 1.0
    assert max(confidences[1:]) < 1.0
    assert missing == [1, 2]


def test_nothing_is_guessed_unless_wanted() -> None:
    assert fill_missing([None], [HINDI], guessing=False) == ([UNKNOWN], [0.0], [0])


@pytest.mark.shared
def test_every_language_of_the_corpora_has_a_name(shared_data) -> None:  # type: ignore[no-untyped-def]
    import pandas as pd

    for name in ("pos", "ner", "topic", "sentiment", "nli", "qa"):
        codes = pd.read_parquet(shared_data(f"{name}.parquet"), columns=["lang"])["lang"].unique()
        assert [code for code in codes if language_name(code) == code] == []

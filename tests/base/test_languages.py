"""Names and writing direction of languages."""

import pytest

from demux_core.base.languages import code_of_name, is_rtl, is_rtl_text, language_name, normalise


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("hi", "Hindi"),
        ("mai", "Maithili"),
        ("hi-Latn", "Hindi (Latin)"),
        ("hi_XX", "Hindi"),
        ("hin_Deva", "Hindi (Devanagari)"),
        ("npi_Deva", "Nepali (Devanagari)"),
        ("zh_TW", "Chinese (Taiwan)"),
        ("zh-Hant-TW", "Chinese (Traditional, Taiwan)"),
        ("bn-Latn", "Bengali (Latin)"),
        ("hch", "Wixárika"),
        ("nah", "Nahuatl"),
        ("mzn", "Mazanderani"),
        ("tw", "Twi"),
    ],
)
def test_a_code_is_shown_as_its_english_name(code: str, name: str) -> None:
    assert language_name(code) == name


@pytest.mark.parametrize(
    "code", ["xx", "xyz", "unknown", "und", "simple", "roa-rup", "all", "mix", "dev", "a b", ""]
)
def test_a_code_of_no_known_language_stays_as_it_is(code: str) -> None:
    assert language_name(code) == code
    assert not is_rtl(code)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        *(
            (code, True)
            for code in ("ur", "ar_EG", "azb", "ckb", "dv", "ks", "mzn", "nqo", "pnb", "sd", "yi")
        ),
        *((code, True) for code in ("pa-Arab", "uz_Arab", "ff-Adlm")),
        *((code, False) for code in ("hi", "sd-Deva", "ur-Latn")),
    ],
)
def test_direction_follows_the_script_that_a_code_names_or_that_is_usual_for_the_language(
    code: str, expected: bool
) -> None:
    assert is_rtl(code) is expected


@pytest.mark.parametrize(
    ("text", "code", "expected"),
    [
        ("labas 3lik!", "ary", False),
        ("@user علاش 😑", "arq", True),
        ("?! 7", "ur", True),
        ("?! 7", "hi", False),
    ],
)
def test_the_letters_of_a_text_count_before_the_direction_of_its_language(
    text: str, code: str, expected: bool
) -> None:
    assert is_rtl_text(text, code) is expected


@pytest.mark.parametrize(("name", "code"), [("Bengali", "bn"), ("telugu", "te"), ("WIXÁRIKA", "hch")])
def test_an_english_name_has_a_code(name: str, code: str) -> None:
    assert code_of_name(name) == code


@pytest.mark.parametrize("name", ["5f3a", "label", "en", "a", "farsi", ""])
def test_a_word_that_is_no_language_s_english_name_has_no_code(name: str) -> None:
    assert code_of_name(name) is None


def test_only_bare_codes_are_lower_cased() -> None:
    assert [normalise(code) for code in ("EN", "hi_IN", "hin_Deva")] == ["en", "hi_IN", "hin_Deva"]


@pytest.mark.shared
def test_every_language_of_the_corpora_has_an_english_name(shared_data) -> None:  # type: ignore[no-untyped-def]
    import pandas as pd

    for name in ("pos", "ner", "topic", "sentiment", "nli", "qa"):
        codes = pd.read_parquet(shared_data(f"{name}.parquet"), columns=["lang"])["lang"].unique()
        assert [code for code in codes if language_name(code) == code] == []

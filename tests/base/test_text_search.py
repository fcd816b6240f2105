import pytest

from demux_core.base.text_search import find_texts, fold


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Where is the DOCTOR?", "doctor"),
        ("Straße", "STRASSE"),
        ("cafe\u0301 au lait", "CAFÉ"),
        ("ﬁne", "fine"),
        ("मेरो  टाउको\nदुख्छ", "टाउको दुख्छ"),
        ("İstanbul", "i̇stanbul"),
    ],
)
def test_a_text_is_found_however_its_letters_are_written(text: str, words: str) -> None:
    assert find_texts([fold("nothing"), fold(text)], words) == [1]


def test_an_accent_makes_a_difference() -> None:
    assert find_texts([fold("resume")], "résumé") == []


@pytest.mark.parametrize("words", ["", "  \n"])
def test_no_words_find_nothing(words: str) -> None:
    assert find_texts(["a", ""], words) == []

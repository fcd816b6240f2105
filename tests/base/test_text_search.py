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
def test_a_text_is_found_despite_case_spacing_and_encoding(text: str, words: str) -> None:
    assert find_texts([fold("nothing"), fold(text)], words) == [1]


def test_accents_are_not_ignored() -> None:
    assert find_texts([fold("resume")], "résumé") == []


@pytest.mark.parametrize("words", ["", "  \n"])
def test_an_empty_query_finds_nothing(words: str) -> None:
    assert find_texts(["a", ""], words) == []

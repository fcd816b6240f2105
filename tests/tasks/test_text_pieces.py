import pytest

from demux_core import InputError
from demux_core.tasks.text_pieces import answer_from_pieces, pieces


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Asha's house, 9 km.", ["Asha", "'", "s", "house", ",", "9", "km", "."]),
        ("आशा राई गाउँमा।", ["आशा", "राई", "गाउँमा", "।"]),
        ("سلام دنیا؟", ["سلام", "دنیا", "؟"]),
        ("東京に 行く", ["東", "京", "に", "行", "く"]),
        ("ก็ได้", ["ก็", "ไ", "ด้"]),
    ],
)
def test_answers_are_made_of_words_with_their_marks(text: str, parts: list[str]) -> None:
    assert [text[start:end] for start, end in pieces(text)] == parts


def test_an_answer_stands_where_it_says_beyond_the_basic_plane_too() -> None:
    context = "😀 Asha lives in Ilam."
    found = answer_from_pieces(context, 1, 3)
    assert found == {"text": "Asha lives in", "start": 2}
    with pytest.raises(InputError, match="from a word to the same or a later one"):
        answer_from_pieces(context, 2, 1)

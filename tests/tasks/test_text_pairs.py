from demux_core.tasks.text_pairs import SHOWN, first_text, in_short, in_words, join_pairs

CONTEXT = "The clinic\nopens at nine. " * 10
(PAIR,) = join_pairs(["When does it open?"], [CONTEXT], SHOWN)


def test_pairs_are_shown_with_words_between_them() -> None:
    assert in_words(PAIR) == f"When does it open? — followed by: {CONTEXT}"
    assert in_words("one text") == "one text"


def test_a_row_of_a_table_has_the_first_text_of_a_pair_and_how_the_second_begins() -> None:
    short = in_short(PAIR)
    assert short.startswith("When does it open? — followed by: The clinic opens at nine. The clinic")
    assert short.endswith("…")
    assert len(short) < 100
    assert in_short(f"a{SHOWN}b") == "a — followed by: b"
    assert in_short(CONTEXT) == CONTEXT


def test_a_quotation_has_the_first_text_of_a_pair() -> None:
    assert first_text(PAIR) == "When does it open? …"
    assert first_text("one text") == "one text"

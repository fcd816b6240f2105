from pages.ui.shared.row_heights import pixels

ONE_LINE, LONG = "short", "long " * 60


def test_short_texts_take_one_line() -> None:
    assert pixels({300: [ONE_LINE] * 3}) == pixels({300: []}) == 35


def test_most_texts_are_read_whole() -> None:
    assert pixels({300: [ONE_LINE, LONG, LONG]}) > 100


def test_a_few_long_texts_do_not_make_all_rows_tall() -> None:
    assert pixels({300: [ONE_LINE] * 19 + [LONG]}) == 35


def test_chinese_characters_are_twice_as_wide() -> None:
    assert pixels({300: ["字" * 60]}) > pixels({300: ["б" * 60]})


def test_a_column_may_be_empty() -> None:
    assert pixels({300: [LONG] * 4, 100: ()}) == pixels({300: [LONG] * 4})


def test_the_column_with_the_most_lines_counts() -> None:
    assert pixels({300: [ONE_LINE] * 4, 100: [LONG] * 4}) > pixels({300: [ONE_LINE] * 4})


def test_no_row_is_taller_than_seven_lines() -> None:
    assert pixels({300: [LONG * 50]}) == pixels({300: [LONG * 100]})

from demux_core.charts import OTHER_COLOR, PALETTE, TARGET_COLOR, language_colors

LANGUAGES = ["hi"] * 5 + ["en"] * 3 + ["ur"] * 3


def test_colours_follow_the_pool_s_frequency_and_ties_the_alphabet() -> None:
    assert language_colors(LANGUAGES) == {"hi": PALETTE[0], "en": PALETTE[1], "ur": PALETTE[2]}


def test_the_order_of_the_rows_does_not_change_the_colours() -> None:
    assert language_colors(LANGUAGES[::-1]) == language_colors(LANGUAGES)


def test_past_the_palette_and_without_a_language_all_are_grey() -> None:
    languages = [f"l{i:02}" for i in range(20)] + ["unknown"] * 50
    colors = language_colors(languages)
    assert [code for code, color in colors.items() if color != OTHER_COLOR] == languages[: len(PALETTE)]
    assert list(colors)[-1] == "unknown"


def test_the_palette_has_different_colours() -> None:
    assert len({*PALETTE, OTHER_COLOR, TARGET_COLOR}) == len(PALETTE) + 2

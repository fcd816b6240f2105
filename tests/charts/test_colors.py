import numpy as np

from demux_core import Encoding
from demux_core.analysis.nearest_languages import nearest_languages
from demux_core.base.palette import OTHER_COLOR, PALETTE, TARGET_COLOR
from demux_core.charts.colors import language_colors, mix_colors, pool_colors

LANGUAGES = ["hi"] * 5 + ["en"] * 3 + ["ur"] * 3


def test_the_order_follows_frequency_in_the_pool_and_then_the_alphabet() -> None:
    assert list(language_colors(LANGUAGES)) == ["hi", "en", "ur"]


def test_a_language_has_its_colour_in_every_project() -> None:
    first, second = language_colors(LANGUAGES), language_colors(["sk", "sk", "ur", "en", "hi-Latn"])
    assert {code: second[code] for code in ("en", "ur")} == {code: first[code] for code in ("en", "ur")}
    assert second["hi-Latn"] == first["hi"]


def test_languages_of_one_usual_colour_have_different_ones_and_the_first_keeps_it() -> None:
    usual = {code: language_colors([code])[code] for code in map(chr, range(97, 123))}
    same = next([a, b] for a in usual for b in usual if a < b and usual[a] == usual[b])
    colors = language_colors(same[::-1], same[::-1])
    assert colors[same[1]] == usual[same[1]] != colors[same[0]]


def test_five_languages_of_the_target_sample_alone_have_five_colours() -> None:
    languages = ["hi", "fi", "pl", "tr", "sk", "rw"]
    colors = mix_colors(languages, language_colors(LANGUAGES))
    assert len({colors[code] for code in languages}) == len(languages)
    assert colors["fi"] == TARGET_COLOR
    full = language_colors([f"l{i:02}" for i in range(20)])
    assert {mix_colors(["fi", "pl", "unknown"], full)[code] for code in ("pl", "unknown")} == {OTHER_COLOR}


def test_the_order_of_the_rows_does_not_change_the_colours() -> None:
    assert language_colors(LANGUAGES[::-1]) == language_colors(LANGUAGES)


def test_languages_beyond_the_palette_and_unknown_ones_are_grey() -> None:
    languages = [f"l{i:02}" for i in range(20)] + ["unknown"] * 50
    colors = language_colors(languages)
    assert [code for code, color in colors.items() if color != OTHER_COLOR] == languages[: len(PALETTE)]
    assert list(colors)[-1] == "unknown"


def test_the_palette_has_different_colours() -> None:
    assert len({*PALETTE, OTHER_COLOR, TARGET_COLOR}) == len(PALETTE) + 2


def test_languages_near_the_target_get_colours_before_frequent_ones() -> None:
    languages = [f"l{i:02}" for i in range(20) for _ in range(12)]
    vectors = np.repeat(np.arange(20, dtype=np.float32), 12)[:, None] * np.ones((1, 2), np.float32)
    source = Encoding([str(i) for i in range(240)], vectors, languages=languages)
    target = Encoding(["t", "u"], np.array([[19, 19], [18.6, 18.6]], np.float32))
    assert nearest_languages(source, target) == ["l19"]
    colors = pool_colors(source, target)
    assert list(colors)[:3] == ["l19", "l00", "l01"]
    assert colors["l19"] in PALETTE
    assert colors["l11"] == OTHER_COLOR


def test_without_embeddings_the_most_frequent_languages_come_first() -> None:
    source = Encoding(["a", "b", "c"], None, languages=["hi", "ur", "ur"])
    target = Encoding(["t"], np.zeros((1, 2), np.float32))
    assert list(pool_colors(source, target)) == ["ur", "hi"]
    assert pool_colors(Encoding(["a"], np.zeros((1, 2), np.float32)), target) == {"unknown": OTHER_COLOR}


def test_unknown_near_the_target_stays_grey() -> None:
    colors = language_colors(["unknown", "hi"], ["unknown"])
    assert list(colors) == ["hi", "unknown"]
    assert colors["unknown"] == OTHER_COLOR != colors["hi"]

"""The points of a map: which are drawn, and what each says."""

from dataclasses import replace

import numpy as np

from demux_core import Encoding
from demux_core.explain.map_frames import hover_lines, map_frame, map_rows
from demux_core.tasks.text_pairs import SHOWN
from tests.helpers.small_encodings import SOURCE, TARGET

POINTS = np.arange(10, dtype=np.float32).reshape(5, 2)


def test_a_point_of_a_pair_of_texts_says_its_texts_with_words_between_them() -> None:
    pair = Encoding(ids=["a"], embeddings=None, texts=[f"Who?{SHOWN}The midwife."])
    assert hover_lines(pair, 0)[0] == ["Who? — followed by: The midwife."]


def test_a_small_pool_is_drawn_as_a_whole() -> None:
    assert map_rows(4, keep=[2], limit=4).tolist() == [0, 1, 2, 3]


def test_of_a_large_pool_a_fixed_sample_and_all_kept_rows_are_drawn() -> None:
    rows = map_rows(1_000, keep=[7, 999], limit=100, sample=50)
    assert {7, 999} <= set(rows.tolist())
    assert 50 <= len(rows) <= 52
    assert np.array_equal(rows, np.unique(rows))
    assert np.array_equal(rows, map_rows(1_000, keep=[7, 999], limit=100, sample=50))


def test_the_map_has_the_drawn_pool_rows_and_the_whole_target() -> None:
    frame = map_frame(SOURCE, TARGET, POINTS, np.array([0, 2]))
    assert frame["target"].tolist() == [False, False, True, True]
    assert frame["row"].tolist() == [0, 2, 0, 1]
    assert frame["x"].tolist() == [0, 4, 6, 8]


def test_hover_is_escaped_cut_and_in_two_lines_with_language_and_uncertainty() -> None:
    hover = map_frame(SOURCE, TARGET, POINTS, np.arange(3))["hover"]
    assert hover[0] == "एक<br><i>Hindi · uncertainty −0.25</i>"
    assert hover[1].startswith("&lt;b&gt;two&lt;/b&gt; &amp; more<br>")
    first, second, _ = hover[2].split("<br>")
    assert len(first) == 60
    assert len(first + second) == 120
    assert second.endswith("…")


def test_a_gloss_stands_below_its_text() -> None:
    glossed = replace(SOURCE, glosses=["one", None, "<many> x"])
    hover = map_frame(glossed, TARGET, POINTS, np.arange(3))["hover"]
    assert hover[0] == "एक<br>“one”<br><i>Hindi · uncertainty −0.25</i>"
    assert "“&lt;many&gt; x”" in hover[2]

import numpy as np
import pytest

from demux_core.analysis.map_nearness import map_nearness
from demux_core.explain.map_sentences import nearness_sentence


def naive(points: np.ndarray, vectors: np.ndarray, languages: list[str]) -> tuple[float, float]:
    """Share of neighbours on the map in the same language, and share that are neighbours in full."""
    same, kept = [], []
    for row in range(len(points)):
        on_map, in_full = (
            set(np.argsort(np.linalg.norm((part - part[row]).astype(np.float64), axis=1))[1:11].tolist())
            for part in (points, vectors)
        )
        same += [languages[other] == languages[row] for other in on_map]
        kept.append(len(on_map & in_full) / 10)
    return float(np.mean(same)), float(np.mean(kept))


def test_shares_are_those_of_a_naive_count() -> None:
    draw = np.random.default_rng(3)
    vectors = draw.normal(size=(80, 6)).astype(np.float32)
    points, languages = vectors[:, :2].copy(), [("hi", "en", "ur")[row % 3] for row in range(80)]
    found = map_nearness(points, vectors, languages)
    assert found is not None
    assert (found.same_language, found.kept) == pytest.approx(naive(points, vectors, languages))
    assert found.by_chance == pytest.approx((2 * 27 * 26 + 26 * 25) / (80 * 79))
    assert not found.groups_by_language
    assert "share its language" in nearness_sentence(found)
    assert nearness_sentence(found).endswith(
        "Take nearness on the map as a hint that texts are alike, not as proof."
    )


def test_a_map_that_groups_by_language_says_so() -> None:
    draw = np.random.default_rng(3)
    languages = [("hi", "en")[row % 2] for row in range(80)]
    apart = draw.normal(size=(80, 2)).astype(np.float32) + np.array(
        [[100 * (row % 2), 0] for row in range(80)]
    )
    found = map_nearness(apart.astype(np.float32), apart.astype(np.float32), languages)
    assert found is not None
    assert found.groups_by_language
    assert nearness_sentence(found).startswith("This map groups texts by language: of a text's 10 nearest")


def test_one_language_is_judged_by_meaning_alone_and_few_texts_not_at_all() -> None:
    points = np.random.default_rng(3).normal(size=(40, 2)).astype(np.float32)
    alone = map_nearness(points, points, ["hi"] * 40)
    assert alone is not None
    assert "100% are among its 10 nearest" in nearness_sentence(alone)
    assert nearness_sentence(alone).endswith("Texts that are near on the map are mostly alike to the model.")
    assert nearness_sentence(map_nearness(points[:15], points[:15], ["hi"] * 15)) == ""

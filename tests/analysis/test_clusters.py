"""Clusters are what texts are about, not their languages, and have telling names."""

from dataclasses import replace

import numpy as np
import pytest

from demux_core import Encoding, InputError
from demux_core.analysis.clusters import find_clusters

TOPICS = {"doctor": "appointment", "medicine": "tablet", "insurance": "card"}
LANGUAGES = ("hi", "ne", "ta")
EACH = 40  # texts of a topic in a language


def texts_about(code: str, first: str, second: str) -> list[str]:
    return [
        f"the {first} and the {second} {number}" if code == "en" else f"यो {first}-{code} {second}-{code}"
        for number in range(EACH)
    ]


def encoding(codes: tuple[str, ...], seed: int) -> tuple[Encoding, np.ndarray]:
    """Texts whose vectors are a language, three times as far apart as topics, plus a topic, plus noise."""
    random = np.random.default_rng(seed)
    places = {name: np.random.default_rng(number).normal(size=16) for number, name in enumerate(TOPICS)}
    vectors, languages, texts, topics = [], [], [], []
    for code in codes:
        offset = 3 * np.random.default_rng(sum(map(ord, code))).normal(size=16)
        for number, (first, second) in enumerate(TOPICS.items()):
            vectors.append(offset + places[first] + 0.2 * random.normal(size=(EACH, 16)))
            languages += [code] * EACH
            texts += texts_about(code, first, second)
            topics += [number] * EACH
    ids = [f"{seed}-{row}" for row in range(len(texts))]
    stacked = np.concatenate(vectors).astype(np.float32)
    return Encoding(ids, stacked, languages=languages, texts=texts), np.array(topics)


SOURCE, POOL_TOPICS = encoding(("hi", "ta", "en"), 1)
TARGET, TARGET_TOPICS = encoding(("ne",), 2)
FOUND = find_clusters(SOURCE, TARGET)


def test_a_cluster_holds_one_topic_in_all_languages_of_pool_and_target() -> None:
    for cluster in range(len(FOUND.names)):
        rows, targets = FOUND.pool_rows(cluster), FOUND.target_rows(cluster)
        assert len({*POOL_TOPICS[rows], *TARGET_TOPICS[targets]}) == 1
        assert len({SOURCE.languages[row] for row in rows}) > 1  # type: ignore[index]
    sizes = np.bincount(FOUND.of_pool) + np.bincount(FOUND.of_target, minlength=len(FOUND.names))
    assert sizes.tolist() == sorted(sizes, reverse=True)


def test_names_are_telling_words_and_no_two_are_the_same() -> None:
    assert len(set(FOUND.names)) == len(FOUND.names)
    words = {word for name in FOUND.names for word in name.split(" · ")}
    assert words & {*TOPICS, *TOPICS.values()}
    assert not words & {"the", "and", "यो"}


def test_names_are_english_where_texts_have_glosses() -> None:
    pairs = list(TOPICS.items())
    glosses = [f"about the {pairs[topic][0]} and its {pairs[topic][1]}" for topic in POOL_TOPICS]
    found = find_clusters(replace(SOURCE, glosses=glosses), TARGET)
    of_pool = {found.names[cluster] for cluster in set(found.of_pool.tolist())}
    words = {word for name in of_pool for word in name.split(" · ") if not word.startswith("Cluster")}
    assert words
    assert words <= {*TOPICS, *TOPICS.values()} | {f"{word}-ne" for pair in pairs for word in pair}
    assert not any("-hi" in word or "-ta" in word for word in words)


def test_the_same_texts_give_the_same_clusters_and_a_few_texts_two() -> None:
    again = find_clusters(SOURCE, TARGET)
    assert again.names == FOUND.names
    np.testing.assert_array_equal(again.of_pool, FOUND.of_pool)
    few = find_clusters(SOURCE.take(np.array([0, 60])), TARGET.take(np.array([0])))
    assert len(few.names) == 2


def test_vectors_are_needed() -> None:
    with pytest.raises(InputError, match="clusters need two texts or more"):
        find_clusters(Encoding(["a"], None), TARGET)

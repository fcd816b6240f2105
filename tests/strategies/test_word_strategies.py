"""TOKEN-NN and NN-LANG: votes of target words for the nearest words of the pool."""

import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from demux_core import Encoding, select

DIM = 5


def words(rows: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(seed)
    offsets = np.concatenate([[0], np.cumsum(generator.integers(0, 6, rows))])
    return generator.normal(size=(offsets[-1], DIM)).astype(np.float16), offsets


def encoding(rows: int, seed: int, languages: list[str] | None = None) -> Encoding:
    vectors = np.random.default_rng(seed).normal(size=(rows, DIM)).astype(np.float32)
    return Encoding([str(row) for row in range(rows)], vectors, languages=languages, words=words(rows, seed))


def naive_token_nn(source: Encoding, target: Encoding, labelled: set[int], budget: int) -> list[int]:
    """As DESIGN states it: float64 loops over every word, sentence and step."""
    (pool, offsets), (queries, _) = source.words, target.words
    row_of = np.repeat(np.arange(len(source)), np.diff(offsets))
    centre = pool.astype(np.float64).mean(axis=0)
    pool, queries = (_units(part.astype(np.float64) - centre) for part in (pool, queries))
    free = [word for word in range(len(pool)) if int(row_of[word]) not in labelled]
    votes = [
        [int(row_of[word]) for word in sorted(free, key=lambda w: (-float(query @ pool[w]), w))[:5]]
        for query in queries
    ]
    weights, chosen = [1.0] * len(queries), list[int]()
    while len(chosen) < budget:
        scores = {
            row: sum(weights[q] * own.count(row) for q, own in enumerate(votes))
            / np.sqrt(offsets[row + 1] - offsets[row])
            for row in {row for own in votes for row in own} - set(chosen)
        }
        if not scores:
            return chosen
        best = min(scores, key=lambda row: (-round(scores[row], 9), row))
        chosen.append(best)
        weights = [weight * 0.5 ** own.count(best) for weight, own in zip(weights, votes, strict=True)]
    return chosen


def _units(vectors: np.ndarray) -> np.ndarray:
    return vectors / np.linalg.norm(vectors, axis=1)[:, None]


@pytest.mark.parametrize("seed", range(10))
def test_token_nn_takes_the_sentences_that_the_naive_loops_take(seed: int) -> None:
    source, target = encoding(60, seed), encoding(4, seed + 100)
    labelled = {1, 5, 7}
    wanted = naive_token_nn(source, target, labelled, 15)
    picked = select("token_nn", source, target, 15, labelled=sorted(labelled))
    assert picked.rows[: len(wanted)].tolist() == wanted


def test_the_vectors_of_all_words_are_never_held_at_once(tmp_path: Path) -> None:
    rows, length, dim = 5_000, 40, 64
    path = tmp_path / "words.npy"
    np.save(path, np.random.default_rng(0).normal(size=(rows * length, dim)).astype(np.float16))
    offsets = np.arange(rows + 1) * length
    source = Encoding(list(map(str, range(rows))), None, words=(np.load(path, mmap_mode="r"), offsets))
    target = Encoding(["t"], None, words=(np.load(path)[:6], np.array([0, 6])))
    tracemalloc.start()
    for labelled in ([], [1, 2]):
        select("token_nn", source, target, 10, labelled=labelled)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 0.75 * rows * length * dim * 4  # bytes of all of them in float32


def test_sentences_without_a_vote_come_last_and_are_drawn() -> None:
    source, target = encoding(60, 1), encoding(1, 2)
    picked = select("token_nn", source, target, 60)
    voted = int((picked.scores > 0).sum())
    assert 0 < voted < 60
    assert (picked.scores[voted:] == 0).all()
    assert picked.rows[voted:].tolist() != sorted(picked.rows[voted:].tolist())


def test_nn_lang_draws_from_the_three_languages_with_the_most_votes() -> None:
    near, far = np.full((20, DIM), 1.0), np.full((60, DIM), -1.0)
    noise = np.random.default_rng(3).normal(scale=0.05, size=(80, DIM))
    languages = ["hi"] * 10 + ["mr"] * 10 + ["fr"] * 60
    source = Encoding(
        [str(i) for i in range(80)],
        (np.vstack([near, far]) + noise).astype(np.float32),
        languages=languages,
    )
    target = Encoding(["t", "u"], np.full((2, DIM), 1.0, dtype=np.float32))
    assert set(select("nn_lang", source, target, 8, seed=1).languages or []) <= {"hi", "mr"}


def test_nn_lang_goes_on_with_other_languages_where_the_nearest_have_no_more() -> None:
    languages = ["hi"] * 3 + ["fr"] * 57
    source, target = encoding(60, 4, languages), encoding(5, 5)
    picked = select("nn_lang", source, target, 60)
    assert sorted(picked.rows.tolist()) == list(range(60))

"""TOKEN-NN, TOKEN-UNCERTAINTY and NN-LANG: votes of target words for the nearest words of the pool."""

import tracemalloc
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from demux_core import Encoding, InputError, select
from demux_core.strategies import find_strategy

DIM = 5


def words(rows: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(seed)
    offsets = np.concatenate([[0], np.cumsum(generator.integers(0, 6, rows))])
    return generator.normal(size=(offsets[-1], DIM)).astype(np.float16), offsets


def encoding(rows: int, seed: int, languages: list[str] | None = None) -> Encoding:
    vectors = np.random.default_rng(seed).normal(size=(rows, DIM)).astype(np.float32)
    own, generator = words(rows, seed), np.random.default_rng(seed + 1)
    return Encoding(
        [str(row) for row in range(rows)],
        vectors,
        -generator.integers(0, 20, rows).astype(np.float32),
        languages=languages,
        words=own,
        word_uncertainty=-generator.random(len(own[0])).astype(np.float32),
    )


def naive_choice(
    source: Encoding,
    target: Encoding,
    labelled: set[int],
    budget: int,
    weights: list[float],
    factors: list[float],
) -> list[int]:
    """As the method states it: float64 loops over every word, sentence and step."""
    (pool, offsets), (queries, _) = source.words, target.words
    row_of = np.repeat(np.arange(len(source)), np.diff(offsets))
    centre = pool.astype(np.float64).mean(axis=0)
    pool, queries = (_units(part.astype(np.float64) - centre) for part in (pool, queries))
    free = [word for word in range(len(pool)) if int(row_of[word]) not in labelled]
    votes = [
        [int(row_of[word]) for word in sorted(free, key=lambda w: (-float(query @ pool[w]), w))[:5]]
        for query in queries
    ]
    weights, chosen = list(weights), list[int]()
    while len(chosen) < budget:
        scores = {
            row: sum(weights[q] * own.count(row) for q, own in enumerate(votes))
            / np.sqrt(offsets[row + 1] - offsets[row])
            * factors[row]
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


@pytest.mark.parametrize("name", ["token_nn", "token_uncertainty"])
@pytest.mark.parametrize("seed", range(10))
def test_the_sentences_are_those_that_the_naive_loops_take(name: str, seed: int) -> None:
    source, target = encoding(60, seed), encoding(4, seed + 100)
    assert target.word_uncertainty is not None
    labelled = {1, 5, 7}
    weights, factors = [1.0] * len(target.word_uncertainty), [1.0] * len(source)
    if name == "token_uncertainty":
        weights = [1 + float(u) for u in target.word_uncertainty]
        assert source.uncertainty is not None
        values = source.uncertainty.tolist()
        factors = [sum(other <= value for other in values) / len(values) for value in values]
    wanted = naive_choice(source, target, labelled, 15, weights, factors)
    picked = select(name, source, target, 15, labelled=sorted(labelled))
    assert picked.rows[: len(wanted)].tolist() == wanted


@pytest.mark.parametrize(
    ("of_words", "of_rows", "best"), [([-1, -0.1], [-1, -1], 6), ([-0.1, -0.1], [-1, 0], 6)]
)
def test_what_the_model_is_sure_of_hardly_counts(
    of_words: list[float], of_rows: list[float], best: int
) -> None:
    """Two target words, and six sentences near to each: either the second word or the last six are unsure."""
    axes, each = np.eye(DIM, dtype=np.float32), np.repeat([0, 1], 6)
    source = Encoding(
        list("abcdefghijkl"), None, np.float32(of_rows)[each], words=(axes[each], np.arange(13))
    )
    target = Encoding(["t"], None, words=(axes[:2], np.array([0, 2])), word_uncertainty=np.float32(of_words))
    assert select("token_uncertainty", source, target, 1).rows.tolist() == [best]


def test_sentences_near_to_words_that_the_model_is_certain_of_are_drawn_as_the_others_are() -> None:
    axes = np.eye(DIM, dtype=np.float32)
    source = Encoding(
        list("abcdefgh"), None, np.zeros(8, np.float32), words=(axes[[0] * 6 + [1, 2]], np.arange(9))
    )
    certain = Encoding(["t"], None, words=(axes[:1], np.array([0, 1])), word_uncertainty=np.float32([-1]))
    picked = [select("token_uncertainty", source, certain, 4, seed=seed) for seed in range(20)]
    assert all((each.scores == 0).all() for each in picked)
    assert {row for each in picked for row in each.rows.tolist()} == set(range(8))


def test_words_without_a_vector_neither_vote_nor_are_voted_for() -> None:
    """The first target word and the words of the first two sentences are beyond the model's length."""
    axes, none = np.eye(DIM, dtype=np.float32), np.zeros((1, DIM), dtype=np.float32)
    words = np.concatenate([none, none, axes[[2, 3, 4, 1]]])
    source = Encoding(list("abcdef"), None, words=(words, np.arange(7)))
    target = Encoding(["t"], None, words=(np.concatenate([none, axes[2:3]]), np.array([0, 2])))
    picked = select("token_nn", source, target, 6)
    assert picked.rows[0] == 2
    assert set(picked.rows[4:].tolist()) == {0, 1}
    assert picked.scores[4:].tolist() == [0, 0]
    assert find_strategy("token_nn").reached(picked, 0, np.array([], dtype=np.int64)) is None


def test_without_the_uncertainty_of_words_it_says_how_to_get_it() -> None:
    target = replace(encoding(4, 2), word_uncertainty=None)
    with pytest.raises(InputError, match=r"uncertainty of the target's words.*demux_core train"):
        select("token_uncertainty", encoding(60, 1), target, 5)
    wrong = replace(encoding(4, 2), word_uncertainty=np.ones_like(encoding(4, 2).word_uncertainty))
    with pytest.raises(InputError, match="from -1 to 0"):
        select("token_uncertainty", encoding(60, 1), wrong, 5)


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

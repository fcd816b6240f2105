"""`select_words`: a budget that counts words."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from demux_core import STRATEGIES, Encoding, InputError, Selection, select, select_words
from demux_core.strategies.checks import word_counts

LABELLED = [3, 4, 41]
LANGUAGES = ["hi", "en", "sw"]


def encoding(size: int, seed: int, longest: int = 9) -> Encoding:
    generator = np.random.default_rng(seed)
    lengths = generator.integers(1, longest + 1, size)
    offsets = np.concatenate([[0], np.cumsum(lengths)])
    return Encoding(
        [f"{seed}-{row}" for row in range(size)],
        generator.normal(size=(size, 6)).astype(np.float32),
        uncertainty=-generator.random(size).astype(np.float32),
        languages=[LANGUAGES[row % 3] for row in range(size)],
        texts=[" ".join("w" * count) for count in lengths.tolist()],
        words=(generator.normal(size=(offsets[-1], 6)).astype(np.float16), offsets),
        word_uncertainty=-generator.random(offsets[-1]).astype(np.float32),
    )


SOURCE, TARGET, GOLD = encoding(60, 1), encoding(6, 2), encoding(50, 3)


def options(name: str) -> dict[str, Any]:
    given = {"litmus": {"allocation": {"hi": 1, "en": 1}}, "gold": {"gold": GOLD}}
    return {"labelled": LABELLED, "seed": 7, **given.get(name, {})}


def total(picked: Selection) -> int:
    return sum(len((picked.pool.texts or [])[row].split()) for row in picked.rows.tolist())


def naive(choose: Callable[[int], Selection], words: int) -> list[list[int]]:
    """The rows of every budget of points that fits where the next larger one does not."""
    fits = list[bool]()
    while len(fits) < 60:
        try:
            fits.append(total(choose(len(fits) + 1)) <= words)
        except InputError:
            break
    following = [*fits[1:], False]
    return [choose(i + 1).rows.tolist() for i in range(len(fits)) if fits[i] and not following[i]]


@pytest.mark.parametrize("words", [9, 10, 33, 120, 100_000])
@pytest.mark.parametrize("name", STRATEGIES)
def test_the_rows_are_those_of_a_budget_that_fits_where_the_next_larger_one_does_not(
    name: str, words: int
) -> None:
    def choose(budget: int) -> Selection:
        return select(name, SOURCE, TARGET, budget, **options(name))

    picked = select_words(name, SOURCE, TARGET, words, **options(name))
    found = naive(choose, words)
    assert picked.rows.tolist() in found
    assert len(picked.scores) == len(picked)
    if STRATEGIES[name].nested:
        assert found == [picked.rows.tolist()]


@pytest.mark.parametrize("name", STRATEGIES)
def test_a_budget_for_everything_takes_every_row_that_the_strategy_can_choose(name: str) -> None:
    picked = select_words(name, SOURCE, TARGET, 1_000_000, **options(name))
    in_two_languages = sum(
        code != "sw" for row, code in enumerate(SOURCE.languages or []) if row not in LABELLED
    )
    free = {"gold": len(GOLD) - len(LABELLED), "litmus": in_two_languages}.get(name, 60 - len(LABELLED))
    assert len(picked) == free


@pytest.mark.parametrize("name", ["random", "cover", "egalitarian", "knn_uncertainty"])
def test_a_budget_below_the_first_point_is_refused_and_its_words_are_enough(name: str) -> None:
    long = replace(
        SOURCE, texts=[f"{text} and five words of more" for text in SOURCE.texts or []], words=None
    )
    first = total(select(name, long, TARGET, 1))
    assert len(select_words(name, long, TARGET, first)) == 1
    message = f"must be at least {first}, as the first text of {name} has so many, got {first - 1}; raise it"
    with pytest.raises(InputError, match=message):
        select_words(name, long, TARGET, first - 1)


def test_words_are_counted_by_their_vectors_else_split_at_spaces() -> None:
    vectors = np.ones((4, 2), dtype=np.float16)
    texts = ["New York City", "one\ttwo  three"]
    given = Encoding(["a", "b"], None, texts=texts, words=(vectors, np.array([0, 1, 4])))
    assert word_counts(given).tolist() == [1, 3]
    assert word_counts(replace(given, words=None)).tolist() == [3, 3]


def test_rows_without_words_take_nothing_of_the_budget() -> None:
    source = Encoding(["a", "b", "c", "d"], None, texts=["", "one two", "", ""])
    assert len(select_words("random", source, None, 2)) == 4
    assert set(select_words("random", source, None, 1, labelled=[1]).ids) == {"a", "c", "d"}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"words": 0}, "a budget of words must be at least 1, got 0"),
        ({"words": 2.5}, "a budget of words must be a whole number, got 2.5"),
        (
            {"source": replace(SOURCE, texts=None, words=None)},
            "needs the texts of the rows, which are absent",
        ),
        ({"strategy": "gold"}, "gold must be an Encoding"),
        ({"strategy": "best"}, "strategy must be one of"),
        ({"fold": 3}, "options of random must be among"),
        ({"labelled": list(range(60))}, "budget must be at most the 0 unlabelled rows"),
        ({"labelled": [60]}, "labelled rows must be between 0 and 59"),
    ],
)
def test_bad_input_is_refused(changes: dict[str, Any], message: str) -> None:
    arguments = {"strategy": "random", "source": SOURCE, "target": TARGET, "words": 20, **changes}
    with pytest.raises(InputError, match=message):
        select_words(**arguments)

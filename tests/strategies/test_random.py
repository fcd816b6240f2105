"""RANDOM, EGALITARIAN, LITMUS, SAME-DISTRIBUTION and GOLD: seeded, and exact about languages."""

from collections import Counter

import numpy as np
import pytest

from demux_core import Encoding, InputError, select

SUPPLY = {"en": 200, "hi": 60, "sw": 9, "unknown": 30, "yo": 1}


def pool(supply: dict[str, int] = SUPPLY) -> Encoding:
    generator = np.random.default_rng(0)
    languages = [name for name, count in supply.items() for _ in range(count)]
    generator.shuffle(languages)
    size = len(languages)
    return Encoding(
        ids=[f"s{row}" for row in range(size)],
        embeddings=generator.normal(size=(size, 4)).astype(np.float32),
        uncertainty=-generator.random(size).astype(np.float32),
        languages=languages,
    )


SOURCE = pool()
TARGET = Encoding(["t"], np.zeros((1, 4), dtype=np.float32))


@pytest.mark.parametrize("name", ["random", "egalitarian"])
def test_another_seed_gives_other_rows(name: str) -> None:
    first, second = (select(name, SOURCE, None, 50, seed=seed).rows.tolist() for seed in (1, 2))
    assert set(first) != set(second)


@pytest.mark.parametrize("name", ["random", "egalitarian"])
def test_a_larger_budget_only_adds_rows(name: str) -> None:
    large = select(name, SOURCE, None, 300).rows.tolist()
    for budget in (1, 4, 37, 150):
        assert select(name, SOURCE, None, budget).rows.tolist() == large[:budget]


def test_random_draws_every_row_equally_often() -> None:
    source = Encoding(list("abcdefgh"), None)
    drawn = Counter(row for seed in range(400) for row in select("random", source, None, 2, seed=seed).rows)
    assert all(70 < drawn[row] < 130 for row in range(8))


def test_gold_rows_index_the_gold_data() -> None:
    gold = Encoding(["g0", "g1", "g2"], None)
    picked = select("gold", SOURCE, None, 2, gold=gold, labelled=[1])
    assert picked.pool is gold
    assert set(picked.ids) == {"g0", "g2"}
    with pytest.raises(InputError, match=r"at most the 3 unlabelled rows, got 4; .*gold data"):
        select("gold", SOURCE, None, 4, gold=gold)


def test_egalitarian_gives_every_language_the_same_count() -> None:
    counts = select("egalitarian", SOURCE, None, 5).language_counts()
    assert counts == dict.fromkeys(sorted(SUPPLY), 1)


@pytest.mark.parametrize("budget", [7, 23, 41, 100, 299, 300])
def test_the_shortfall_of_a_small_language_goes_to_the_others(budget: int) -> None:
    counts = select("egalitarian", SOURCE, None, budget).language_counts()
    assert sum(counts.values()) == budget
    able = [count for name, count in counts.items() if count < SUPPLY[name]]
    assert not able or max(counts.values()) - min(able) <= 1


@pytest.mark.parametrize("budget", [1, 2, 4])
def test_a_budget_below_the_number_of_languages_takes_that_many_languages(budget: int) -> None:
    drawn = [
        tuple(select("egalitarian", SOURCE, None, budget, seed=seed).language_counts()) for seed in range(60)
    ]
    assert {len(languages) for languages in drawn} == {budget}
    assert {name for languages in drawn for name in languages} == set(SUPPLY)


def test_every_prefix_of_an_egalitarian_selection_is_balanced() -> None:
    languages = select("egalitarian", pool(dict.fromkeys("abcde", 20)), None, 100).languages
    for stop in range(1, 101):
        counts = Counter(dict.fromkeys("abcde", 0))
        counts.update((languages or [])[:stop])
        assert max(counts.values()) - min(counts.values()) <= 1


def test_remainders_even_out_over_rounds() -> None:
    source = pool(dict.fromkeys("abcde", 20))
    labelled: list[int] = []
    for _ in range(5):
        labelled += select("egalitarian", source, None, 3, labelled=labelled).rows.tolist()
    counts = Counter(np.array(source.languages)[labelled].tolist())
    assert counts == dict.fromkeys("abcde", 3)


def test_egalitarian_counts_only_the_unlabelled_rows_of_a_language() -> None:
    hindi = np.flatnonzero(np.array(SOURCE.languages) == "hi")
    counts = select("egalitarian", SOURCE, None, 100, labelled=hindi[:-2]).language_counts()
    assert (counts["hi"], sum(counts.values())) == (2, 100)


def test_litmus_draws_the_given_counts() -> None:
    picked = select("litmus", SOURCE, None, 30, allocation={"hi": 20, "sw": 9, "yo": 1})
    assert picked.language_counts() == {"hi": 20, "sw": 9, "yo": 1}


def test_litmus_scales_other_sums_by_the_largest_remainder() -> None:
    picked = select("litmus", SOURCE, None, 10, allocation={"en": 70, "hi": 24, "sw": 6, "xx": 0})
    assert picked.language_counts() == {"en": 7, "hi": 2, "sw": 1}
    assert select("litmus", SOURCE, None, 4, allocation={"hi": 0.5, "en": 0.5}).language_counts() == {
        "en": 2,
        "hi": 2,
    }


def test_litmus_refuses_a_language_that_is_absent_or_too_small() -> None:
    with pytest.raises(InputError, match="got 'xx'; choices: en, hi, sw, unknown, yo"):
        select("litmus", SOURCE, None, 10, allocation={"en": 9, "xx": 1})
    with pytest.raises(InputError, match="the 9 unlabelled rows of 'sw', got 10; lower it"):
        select("litmus", SOURCE, None, 10, allocation={"sw": 10})
    swahili = np.flatnonzero(np.array(SOURCE.languages) == "sw")
    with pytest.raises(InputError, match="the 0 unlabelled rows of 'sw', got 1"):
        select("litmus", SOURCE, None, 1, allocation={"sw": 1}, labelled=swahili)


@pytest.mark.parametrize(
    "allocation", [{}, {"en": 0}, {"en": -1, "hi": 2}, {"en": float("nan")}, {"en": "x"}, 5]
)
def test_litmus_refuses_an_invalid_allocation(allocation: object) -> None:
    with pytest.raises(InputError, match="allocation must give a count"):
        select("litmus", SOURCE, None, 10, allocation=allocation)


@pytest.mark.parametrize("like", ["knn_uncertainty", "uncertainty", "egalitarian"])
def test_same_distribution_has_the_languages_but_not_the_rows(like: str) -> None:
    model = select(like, SOURCE, TARGET, 40, seed=3)
    by_name = select("same_distribution", SOURCE, TARGET, 40, seed=3, like=like)
    by_value = select("same_distribution", SOURCE, None, 40, seed=3, like=model)
    assert by_name.rows.tolist() == by_value.rows.tolist()
    assert by_name.language_counts() == model.language_counts()
    assert like == "egalitarian" or set(by_name.rows.tolist()) != set(model.rows.tolist())


def test_same_distribution_copies_knn_uncertainty_by_default() -> None:
    default, named = (
        select("same_distribution", SOURCE, TARGET, 40, **options)
        for options in ({}, {"like": "knn_uncertainty"})
    )
    assert default.rows.tolist() == named.rows.tolist()


def test_same_distribution_of_itself_is_refused() -> None:
    with pytest.raises(InputError, match="by itself, got 'same_distribution'"):
        select("same_distribution", SOURCE, TARGET, 5, like="same_distribution")
    with pytest.raises(InputError, match=r"strategy must be one of average_dist, .*, got 'best'"):
        select("same_distribution", SOURCE, TARGET, 5, like="best")


def test_baselines_draw_independently() -> None:
    source = pool(dict.fromkeys(("en", "hi", "sw", "ur"), 500))
    random, egalitarian = (set(select(name, source, None, 200).rows) for name in ("random", "egalitarian"))
    assert len(random & egalitarian) < 60  # 20 by chance

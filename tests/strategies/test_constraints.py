"""Any strategy within any constraints: what they forbid is not chosen, what they ask for is."""

from collections import Counter
from typing import Any

import numpy as np
import pytest

from demux_core import STRATEGIES, Constraints, Encoding, InputError, Selection, select, select_words
from demux_core.strategies.limits import point_costs
from demux_core.strategies.near_duplicates import NearDuplicates

SIZE, DIM, BUDGET = 120, 32, 30
LABELLED = [3, 7, 8, 50]
CODES = ["hi", "hi", "mr", "sw"]
PRICES = {"hi": 0.3, "mr": 1.0, "sw": 0.1}
every_strategy = pytest.mark.parametrize("name", STRATEGIES)


def encoding(size: int, seed: int) -> Encoding:
    """Random rows in three languages; each of the last 30 rows nearly repeats one of the first 30."""
    generator = np.random.default_rng(seed)
    lengths = generator.integers(1, 6, size)
    offsets = np.concatenate([[0], np.cumsum(lengths)])
    vectors = generator.normal(size=(size, DIM))
    vectors[-30:] = vectors[:30] + 0.01
    return Encoding(
        [f"{seed}-{row}" for row in range(size)],
        vectors.astype(np.float32),
        uncertainty=-generator.random(size).astype(np.float32),
        languages=[CODES[row % len(CODES)] for row in range(size)],
        texts=[" ".join("w" * count) for count in lengths.tolist()],
        words=(generator.normal(size=(offsets[-1], DIM)).astype(np.float16), offsets),
        word_uncertainty=-generator.random(offsets[-1]).astype(np.float32),
    )


SOURCE, TARGET, GOLD = encoding(SIZE, 1), encoding(40, 2), encoding(SIZE, 3)


def options(name: str) -> dict[str, Any]:
    given = {"litmus": {"allocation": {"hi": 2, "mr": 1}}, "gold": {"gold": GOLD}}
    return {"labelled": LABELLED, "seed": 7, **given.get(name, {})}


def pick(name: str, constraints: Constraints | None, budget: int | None = BUDGET) -> Selection:
    return select(name, SOURCE, TARGET, budget, constraints=constraints, **options(name))


def cost(picked: Selection, constraints: Constraints) -> float:
    return float(point_costs(constraints, picked.pool)[picked.rows].sum())


def cosines(picked: Selection) -> np.ndarray[Any, Any]:
    """Cosines of chosen rows with labelled and other chosen ones, by float64."""
    vectors = np.asarray(picked.pool.embeddings, dtype=np.float64)
    vectors = vectors - vectors.mean(axis=0)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    cosine = vectors[picked.rows] @ vectors[[*picked.rows, *LABELLED]].T
    np.fill_diagonal(cosine, 0)
    return cosine


KINDS = {
    "languages": Constraints(languages=("mr", "sw")),
    "caps": Constraints(caps={"hi": 4, "sw": 0}),
    "floors": Constraints(floors={"sw": 12, "mr": 7}),
    "excluded": Constraints(excluded=tuple(range(60))),
    "once": Constraints(near_duplicates=False),
    "money": Constraints(prices=PRICES, spend=6.0, floors={"mr": 3}),
    "money by the word": Constraints(prices=PRICES, spend=9.0, per_word=True, caps={"sw": 5}),
    "target weights": Constraints(target_weights={"hi": 2, "sw": 0}, caps={"hi": 9}, near_duplicates=False),
    "fair targets": Constraints(fair_targets=True, floors={"sw": 12}, excluded=(0, 1)),
    "target weights and money": Constraints(target_weights={"mr": 1}, prices=PRICES, spend=4.0),
    "all": Constraints(
        languages=("hi", "mr"),
        caps={"hi": 20},
        floors={"mr": 8},
        prices=PRICES,
        spend=21.0,
        excluded=(0, 1, 2),
        near_duplicates=False,
    ),
}


@every_strategy
@pytest.mark.parametrize("kind", KINDS)
def test_the_constraints_are_kept(name: str, kind: str) -> None:
    limits = KINDS[kind]
    picked = pick(name, limits)
    rows, counts = picked.rows.tolist(), Counter(picked.languages)
    assert len(rows) == len(set(rows)) == len(picked.scores)
    assert not set(rows) & {*LABELLED, *limits.excluded}
    assert limits.languages is None or set(counts) <= set(limits.languages)
    assert all(counts[code] <= cap for code, cap in limits.caps.items())
    assert all(counts[code] >= floor for code, floor in limits.floors.items())
    if limits.spend is None:
        assert len(rows) == BUDGET
    else:
        assert len(rows) <= BUDGET
        assert cost(picked, limits) <= limits.spend + 1e-9
    if not limits.near_duplicates:
        threshold = NearDuplicates(np.asarray(picked.pool.embeddings)).threshold
        assert 0.7 < threshold < 0.9
        assert cosines(picked).max() < threshold
    assert picked.constraints == limits


@every_strategy
@pytest.mark.parametrize("kind", KINDS)
def test_the_same_call_gives_the_same_rows(name: str, kind: str) -> None:
    first, second = pick(name, KINDS[kind]), pick(name, KINDS[kind])
    assert first.rows.tolist() == second.rows.tolist()
    assert first.scores.tolist() == second.scores.tolist()


@every_strategy
@pytest.mark.parametrize("budget", [1, 2, BUDGET])
def test_constraints_that_refuse_nothing_change_nothing(name: str, budget: int) -> None:
    free = pick(name, None, budget)
    counts = {code: int(count) for code, count in free.language_counts().items()}
    exact = Constraints(
        languages=("hi", "mr", "sw"),
        caps=counts,
        floors=counts,
        prices=PRICES,
        spend=cost(free, Constraints(prices=PRICES)),
    )
    picked = pick(name, exact, budget)
    assert picked.rows.tolist() == free.rows.tolist()
    assert picked.scores.tolist() == free.scores.tolist()
    assert pick(name, Constraints(), budget).constraints is None


@every_strategy
def test_without_a_number_of_points_the_money_is_used_up(name: str) -> None:
    limits = Constraints(prices=PRICES, spend=5.0, caps={"sw": 6})
    picked = pick(name, limits, None)
    assert 0 <= limits.spend - cost(picked, limits) < PRICES["mr"]  # type: ignore[operator]


@every_strategy
def test_a_budget_of_words_is_kept_within_constraints(name: str) -> None:
    limits = Constraints(languages=("hi", "mr"), floors={"mr": 5})
    picked = select_words(name, SOURCE, TARGET, 40, constraints=limits, **options(name))
    words = [len((picked.pool.texts or [])[row].split()) for row in picked.rows.tolist()]
    assert 35 <= sum(words) <= 40
    assert Counter(picked.languages)["mr"] >= 5
    assert set(picked.languages or []) <= {"hi", "mr"}


def test_a_strategy_is_asked_again_for_what_was_refused_and_knows_what_was_taken() -> None:
    codes, cap = SOURCE.languages or [], 4
    taken, refused = list[int](), list[int]()
    for row in pick("cover", None, 20).rows.tolist():
        full = sum(codes[other] == "hi" for other in taken) == cap
        (refused if codes[row] == "hi" and full else taken).append(row)
    assert len(refused) > 2
    others = Constraints(languages=("mr", "sw"))
    known = [*LABELLED, *taken]
    added = select("cover", SOURCE, TARGET, len(refused), labelled=known, constraints=others)
    picked = pick("cover", Constraints(caps={"hi": cap}), 20)
    assert picked.rows.tolist() == [*taken, *added.rows.tolist()]


def test_the_number_of_near_duplicates_left_out_is_part_of_the_result() -> None:
    everything = Constraints(near_duplicates=False)
    picked = select("uncertainty", SOURCE, TARGET, 60, constraints=everything)
    plain = set(select("uncertainty", SOURCE, TARGET, 60).rows.tolist())
    pairs = sum(row in plain and row + 90 in plain for row in range(30))
    assert pairs > 2
    assert picked.avoided >= pairs
    assert select("uncertainty", SOURCE, TARGET, 60).avoided == 0


@pytest.mark.parametrize(
    ("limits", "budget", "says"),
    [
        (
            {"languages": ["hi", "xx"]},
            5,
            "languages must name languages of the pool, got xx; choices: hi, mr",
        ),
        (
            {"languages": ["mr"]},
            40,
            "the 29 texts that the languages of the annotators leave, got 40, 11 too",
        ),
        (
            {"caps": {"hi": 3, "mr": 3}},
            40,
            "budget must be at most the 34 texts that the caps leave, got 40, 6",
        ),
        (
            {"excluded": range(100)},
            30,
            "at most the 20 texts that the excluded rows leave, got 30, 10 too many",
        ),
        (
            {"floors": {"hi": 9, "mr": 9}},
            10,
            "at most the budget, 10, got 18, 8 too many; lower them or raise",
        ),
        (
            {"floors": {"sw": 40}},
            60,
            "the floor of Swahili must be at most the 28 texts .* got 40, 12 too many",
        ),
        (
            {"spend": 2, "prices": PRICES, "floors": {"mr": 5}},
            9,
            "spend must be at least 5, .* floors, got 2, 3",
        ),
        (
            {"spend": 0.05, "prices": PRICES},
            9,
            "at least 0.1, the cost of the cheapest text, got 0.05, 0.05 too",
        ),
        (
            {"spend": 9, "prices": {"hi": 1}},
            9,
            "every language that can be chosen, got none for Marathi, Swahili",
        ),
        ({"near_duplicates": False}, 110, "near-duplicates must be allowed .* missing; allow them, or lower"),
        ({"excluded": [SIZE]}, 5, "excluded rows must be between 0 and 119"),
    ],
)
def test_what_cannot_be_met_is_named_with_the_amount_that_is_missing(
    limits: dict[str, Any], budget: int, says: str
) -> None:
    with pytest.raises(InputError, match=says):
        pick("random", Constraints(**limits), budget)


@pytest.mark.parametrize(
    ("limits", "says"),
    [
        ({"languages": "hi"}, "languages must be a list of codes, got 'hi'"),
        ({"caps": {"hi": -1}}, "the cap of Hindi must be a whole number of at least 0, got -1"),
        ({"floors": {"hi": 1.5}}, "the floor of Hindi must be a whole number of at least 0, got 1.5"),
        ({"prices": {"hi": float("nan")}}, "the price of Hindi must be a number of at least 0, got nan"),
        ({"spend": 0}, "spend must be an amount above 0, got 0"),
        (
            {"caps": {"hi": 2}, "floors": {"hi": 5}},
            "the floor of Hindi must be at most its cap, 2, got 5, 3 more",
        ),
        ({"languages": ["mr"], "floors": {"hi": 5}}, "Hindi must be a language that annotators speak"),
    ],
)
def test_what_contradicts_itself_is_refused_at_once(limits: dict[str, Any], says: str) -> None:
    with pytest.raises(InputError, match=says):
        Constraints(**limits)


def test_only_what_is_limited_is_kept_as_json() -> None:
    assert Constraints(prices=PRICES).to_json() == {}
    assert KINDS["all"].to_json() == {
        "languages": ["hi", "mr"],
        "caps": {"hi": 20},
        "floors": {"mr": 8},
        "spend": 21.0,
        "prices": PRICES,
        "excluded": 3,
        "no_near_duplicates": True,
    }

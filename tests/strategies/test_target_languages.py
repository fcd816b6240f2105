"""A budget split over target languages: by weight, or so that the one that lacks most comes next."""

from collections import Counter
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from demux_core import STRATEGIES, Constraints, Encoding, InputError, Selection, select
from demux_core.strategies.base import Query
from demux_core.strategies.constrained import select_within
from demux_core.strategies.selecting import checked_query

SIZE, DIM = 120, 16
FAR = np.eye(DIM)[0] * 8


def encoding(name: str, size: int, seed: int, languages: list[str]) -> Encoding:
    """Random rows; those in Swahili are far from the others."""
    generator = np.random.default_rng(seed)
    vectors = generator.normal(size=(size, DIM))
    vectors[[code == "sw" for code in languages]] += FAR
    return Encoding(
        [f"{name}-{row}" for row in range(size)],
        vectors.astype(np.float32),
        uncertainty=-generator.random(size).astype(np.float32),
        languages=languages,
    )


SOURCE = encoding("s", SIZE, 1, ["hi", "hi", "sw", "mr"] * (SIZE // 4))
TARGET = encoding("t", 40, 2, ["ne"] * 36 + ["sw"] * 4)
SPLITS = (Constraints(target_weights={"ne": 1}), Constraints(fair_targets=True))


class Spy:
    """COVER, and for which target languages it was asked for how many points."""

    def __init__(self) -> None:
        self.asked = list[tuple[str, int]]()
        self.known = list[list[int]]()

    def __call__(self, query: Query) -> Any:
        assert query.target is not None
        assert query.target.languages
        (code,) = set(query.target.languages)
        self.asked.append((code, query.budget))
        self.known.append(query.labelled.tolist())
        return STRATEGIES["cover"].choose(query)

    def pick(self, constraints: Constraints, budget: int, target: Encoding = TARGET) -> Selection:
        cover = STRATEGIES["cover"]
        query = checked_query(cover, (SOURCE, target))
        return select_within(replace(cover, choose=self), query, constraints, budget)

    @property
    def shares(self) -> dict[str, int]:
        counts = Counter[str]()
        for code, count in self.asked:
            counts[code] += count
        return dict(counts)


@pytest.mark.parametrize(
    ("weights", "shares"),
    [
        ({"ne": 2}, {"ne": 20, "sw": 10}),
        ({"ne": 1, "sw": 1}, {"ne": 15, "sw": 15}),
        ({"ne": 0}, {"sw": 30}),
        ({"sw": 0.25}, {"ne": 24, "sw": 6}),
    ],
)
def test_each_target_language_has_its_share_of_the_points(
    weights: dict[str, float], shares: dict[str, int]
) -> None:
    spy = Spy()
    assert len(spy.pick(Constraints(target_weights=weights), 30)) == 30
    assert spy.shares == shares


def test_for_each_language_the_strategy_knows_what_it_took_for_the_others() -> None:
    spy = Spy()
    rows = spy.pick(Constraints(target_weights={"ne": 1}), 4).rows.tolist()
    assert spy.asked == [("ne", 2), ("sw", 2)]
    assert spy.known == [[], sorted(rows[::2])]  # the shares alternate


def test_what_a_limit_refuses_is_replaced_for_the_same_language() -> None:
    spy = Spy()
    picked = spy.pick(Constraints(target_weights={"ne": 1}, caps={"sw": 1}), 24)
    assert Counter(picked.languages)["sw"] == 1
    assert spy.asked[:2] == [("ne", 12), ("sw", 12)]
    assert spy.asked[2:] == [("sw", 11)]  # of the first twelve, all in Swahili, one was taken


def test_all_points_for_one_language_are_those_of_its_texts_alone() -> None:
    only = Constraints(target_weights={"ne": 0})
    alone = TARGET.take(np.arange(36, 40))
    picked = select("cover", SOURCE, TARGET, 20, constraints=only)
    assert picked.rows.tolist() == select("cover", SOURCE, alone, 20).rows.tolist()


def test_with_money_only_a_part_is_chosen_at_a_time() -> None:
    spy = Spy()
    prices = {"hi": 1.0, "mr": 1.0, "sw": 0.5}
    spy.pick(Constraints(target_weights={"ne": 1}, prices=prices, spend=16.0), 32)
    assert spy.asked[:2] == [("ne", 4), ("sw", 4)]


@pytest.mark.parametrize("name", [name for name, s in STRATEGIES.items() if not s.looks_at_target])
@pytest.mark.parametrize("split", SPLITS)
def test_what_ignores_the_target_chooses_as_ever(name: str, split: Constraints) -> None:
    given = {"litmus": {"allocation": {"hi": 1}}, "gold": {"gold": SOURCE}}.get(name, {})
    picked = select(name, SOURCE, TARGET, 20, constraints=split, **given)
    assert picked.rows.tolist() == select(name, SOURCE, TARGET, 20, **given).rows.tolist()


def cosines(rows: list[int]) -> np.ndarray[Any, Any]:
    """Cosine of each target text with the nearest of ``rows``, by float64; at least 0."""
    pool, target = (np.asarray(e.embeddings, dtype=np.float64) for e in (SOURCE, TARGET))
    mean = pool.mean(axis=0)
    units, others = pool[rows] - mean, target - mean
    units /= np.linalg.norm(units, axis=1, keepdims=True)
    others /= np.linalg.norm(others, axis=1, keepdims=True)
    return np.maximum(others @ units.T, 0).max(axis=1, initial=0)


def lacks(taken: list[int], gone: tuple[int, ...] = ()) -> dict[str, float]:
    free = [row for row in range(SIZE) if row not in {*taken, *gone}]
    short = np.maximum(cosines(free) - cosines(taken), 0)
    codes = np.array(TARGET.languages)
    return {code: short[codes == code].mean() for code in ("ne", "sw")}


@pytest.mark.parametrize("gone", [(), tuple(row for row in range(SIZE) if row % 4 == 2)])
def test_each_share_is_for_the_target_language_that_lacks_most(gone: tuple[int, ...]) -> None:
    spy = Spy()
    picked = spy.pick(Constraints(fair_targets=True, excluded=gone), 20)
    assert [count for _, count in spy.asked] == [4] * 5
    for place, (code, _) in enumerate(spy.asked):
        by_language = lacks(picked.rows[: 4 * place].tolist(), gone)
        assert by_language[code] == max(by_language.values())


def test_the_language_that_lacks_most_lacks_less_than_without_fairness() -> None:
    plain, fair = (
        select("average_dist", SOURCE, TARGET, 12, constraints=limits)
        for limits in (None, Constraints(fair_targets=True))
    )
    assert max(lacks(fair.rows.tolist()).values()) < max(lacks(plain.rows.tolist()).values())


@pytest.mark.parametrize("split", SPLITS)
@pytest.mark.parametrize(("languages", "number"), [(None, 40), (["ne"] * 38 + ["unknown"] * 2, 2)])
def test_the_language_of_every_target_text_must_be_known(
    split: Constraints, languages: list[str] | None, number: int
) -> None:
    target = replace(TARGET, languages=languages)
    says = f"a split over target languages needs .* got {number} of 40 unknown; add a column `lang`"
    with pytest.raises(InputError, match=says):
        select("cover", SOURCE, target, 9, constraints=split)


@pytest.mark.parametrize(
    ("limits", "says"),
    [
        ({"target_weights": {"hi": 2}}, "target weights must name .* got hi; choices: ne, sw"),
        ({"target_weights": {"ne": 0, "sw": 0}}, "a target weight must be above 0, got only 0"),
        (
            {"target_weights": {"ne": -1}},
            "the target weight of Nepali must be a number of at least 0, got -1",
        ),
        ({"target_weights": {"ne": 1}, "fair_targets": True}, "by weight or fairly, got both; give one"),
    ],
)
def test_weights_that_cannot_be_used_are_refused(limits: dict[str, Any], says: str) -> None:
    with pytest.raises(InputError, match=says):
        select("cover", SOURCE, TARGET, 9, constraints=Constraints(**limits))


def test_a_selection_names_its_split() -> None:
    weighted, fair = SPLITS
    assert weighted.to_json() == {"target_weights": {"ne": 1}}
    assert fair.to_json() == {"fair_targets": True}
    assert all((weighted, fair))
    assert not any((weighted.only_bar, fair.only_bar))
    assert Constraints(languages=("hi",), excluded=(3,), prices={"hi": 1.0}).only_bar

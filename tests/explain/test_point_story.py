"""The story of a point against plain float64 arithmetic."""

from dataclasses import replace

import numpy as np
import pytest

from demux_core import STRATEGIES, Encoding, select
from demux_core.explain.point_story import point_story, ranking_budget, standings
from demux_core.explain.story_sentences import (
    alike_sentence,
    alike_table,
    certainty_sentence,
    plain_certainty,
    standings_table,
    story_lines,
)
from demux_core.strategies import Constraints
from demux_core.strategies.cosine import rows_alike
from demux_core.strategies.neighbors import nearest, places_among_neighbors

SIZE, DIM, BUDGET = 200, 12, 20


def encoding(name: str, size: int, seed: int) -> Encoding:
    generator = np.random.default_rng(seed)
    counts = generator.integers(1, 5, size)
    return Encoding(
        [f"{name}-{row}" for row in range(size)],
        (generator.normal(size=(size, DIM)) + 3).astype(np.float32),
        generator.integers(0, 40, size).astype(np.float32) / 40,
        [("hi", "en", "ur")[row % 3] for row in range(size)],
        texts=[f"text {name} {row}" for row in range(size)],
        words=(
            generator.normal(size=(int(counts.sum()), DIM)).astype(np.float32),
            np.concatenate([[0], np.cumsum(counts)]),
        ),
        word_uncertainty=-generator.random(counts.sum()).astype(np.float32),
    )


def with_twins(pool: Encoding, *pairs: tuple[int, int]) -> Encoding:
    """The pool with the vector of the first row of each pair in the place of the second."""
    vectors = np.array(pool.embeddings)
    for row, twin in pairs:
        vectors[twin] = vectors[row]
    return replace(pool, embeddings=vectors)


POOL, TARGET = with_twins(encoding("s", SIZE, 1), (3, 7), (3, 9), (20, 22)), encoding("t", 15, 2)


def float64_distances(pool: Encoding, target: Encoding) -> np.ndarray:
    differences = np.float64(pool.embeddings)[None] - np.float64(target.embeddings)[:, None]
    return np.sqrt((differences**2).sum(axis=2))


def float64_cosines(pool: Encoding) -> np.ndarray:
    centred = np.float64(pool.embeddings) - np.float64(pool.embeddings).mean(axis=0)
    units = centred / np.linalg.norm(centred, axis=1)[:, None]
    return units @ units.T


@pytest.mark.parametrize("row", [0, 3, 7, 9, 199])
def test_the_place_among_neighbours_is_that_of_the_whole_list(row: int) -> None:
    assert POOL.embeddings is not None
    assert TARGET.embeddings is not None
    _, ranked = nearest(TARGET.embeddings, POOL.embeddings, SIZE)
    expected = [ranks.tolist().index(row) + 1 for ranks in ranked]
    assert places_among_neighbors(TARGET.embeddings, POOL.embeddings, row).tolist() == expected


@pytest.mark.parametrize("least", [0.2, 0.5, 0.99])
def test_the_texts_that_say_the_same_are_those_above_the_threshold(least: float) -> None:
    cosines = float64_cosines(POOL)
    assert POOL.embeddings is not None
    for row in (3, 20, 50):
        rows, found = rows_alike(row, POOL.embeddings, least)
        expected = set(np.flatnonzero(cosines[row] >= least).tolist()) - {row}
        assert set(rows.tolist()) == expected
        np.testing.assert_allclose(found, np.sort(cosines[row][rows])[::-1], atol=1e-6)


def test_a_story_has_the_nearest_target_texts_the_share_that_is_more_certain_and_the_repetitions() -> None:
    story = point_story(3, POOL, TARGET, alike_from=0.99)
    distances = float64_distances(POOL, TARGET)[:, 3]
    assert [near.row for near in story.targets] == np.argsort(distances)[:3].tolist()
    np.testing.assert_allclose([near.nearness for near in story.targets], np.sort(distances)[:3])
    uncertainty = np.asarray(POOL.uncertainty)
    assert story.certainty is not None
    assert story.certainty.more_certain == np.mean([value < uncertainty[3] for value in uncertainty])
    assert story.certainty.less_certain == np.mean([value > uncertainty[3] for value in uncertainty])
    assert [near.id for near in story.alike] == ["s-7", "s-9"]  # 3 and 9 are Hindi, 7 is English
    assert alike_table(story)["kind"].tolist() == ["translation", "near-duplicate"]
    assert alike_sentence(story) == (
        "Very close to it in the pool: 1 text in its language and 1 text in another language."
    )


def test_a_strategy_that_chooses_the_point_gives_its_rank_and_others_whether_it_comes_later() -> None:
    orders = {
        name: select(name, POOL, TARGET, ranking_budget(name, BUDGET, SIZE))
        for name in ("uncertainty", "knn_uncertainty", "random")
    }
    by_name = {each.strategy: each for each in standings(3, orders, BUDGET)}
    assert POOL.uncertainty is not None
    place = np.argsort(-POOL.uncertainty, kind="stable").tolist().index(3) + 1
    assert (by_name["uncertainty"].rank, by_name["uncertainty"].looked_at) == (place, SIZE)
    assert by_name["uncertainty"].chosen == (place <= BUDGET)
    assert by_name["random"].rank == orders["random"].rows.tolist().index(3) + 1
    assert by_name["knn_uncertainty"].looked_at == BUDGET  # another budget would reach other points


def test_knn_uncertainty_names_the_k_that_first_reaches_a_point_and_the_target_of_that_list() -> None:
    distances = float64_distances(POOL, TARGET)
    picked = select("knn_uncertainty", POOL, TARGET, BUDGET)
    order = np.argsort(distances, axis=1, kind="stable")
    reached_by = STRATEGIES["knn_uncertainty"].reached
    assert reached_by is not None
    for row in (3, 9, 50, int(picked.rows[0])):
        reach = reached_by(picked, row, np.empty(0, dtype=np.int64))
        assert reach is not None
        k = next(k for k in (1, 2, 4, 8, 16, 32, 64, 128, SIZE) if row in order[:, :k])
        assert reach.k == k
        places = np.array([ranks.tolist().index(row) for ranks in order])
        assert places[reach.target] == places.min()
        assert distances[reach.target, row] == distances[places == places.min(), row].min()


def test_within_limits_knn_uncertainty_counts_only_the_neighbours_that_may_be_chosen() -> None:
    none, others = np.empty(0, dtype=np.int64), np.flatnonzero(np.array(POOL.languages) != "hi")
    barred = select("knn_uncertainty", POOL, TARGET, BUDGET, constraints=Constraints(excluded=tuple(others)))
    reached_by = STRATEGIES["knn_uncertainty"].reached
    assert reached_by is not None
    for limits in (Constraints(languages=("hi",)), Constraints(caps={"en": 0, "ur": 0})):
        picked = select("knn_uncertainty", POOL, TARGET, BUDGET, constraints=limits)
        assert picked.rows.tolist() == barred.rows.tolist()
        for row in picked.rows.tolist():
            assert reached_by(picked, row, none) == reached_by(barred, row, none)


def test_cover_names_the_target_whose_nearest_chosen_point_came_closest_by_the_step() -> None:
    labelled = np.array([1, 2, 30])
    picked = select("cover", POOL, TARGET, BUDGET, labelled=labelled)
    mean = np.float64(POOL.embeddings).mean(axis=0)
    pool, target = (np.float64(part.embeddings) - mean for part in (POOL, TARGET))
    cosines = (target / np.linalg.norm(target, axis=1)[:, None]) @ (
        pool / np.linalg.norm(pool, axis=1)[:, None]
    ).T
    reached_by = STRATEGIES["cover"].reached
    assert reached_by is not None
    for step, row in enumerate(picked.rows.tolist(), start=1):
        before = [*labelled, *picked.rows[: step - 1]]
        gains = cosines[:, row] - np.maximum(cosines[:, before].max(axis=1), 0)
        reach = reached_by(picked, row, labelled)
        assert reach is not None
        assert reach.step == step
        assert reach.target == np.argmax(gains if (gains > 0).any() else cosines[:, row])
    assert reached_by(picked, 1, labelled) is None


def test_round_robin_names_the_target_whose_turn_it_was() -> None:
    picked = select("round_robin", POOL, TARGET, 40)
    mean = np.float64(POOL.embeddings).mean(axis=0)
    pool, target = (np.float64(part.embeddings) - mean for part in (POOL, TARGET))
    pool /= np.linalg.norm(pool, axis=1)[:, None]
    target /= np.linalg.norm(target, axis=1)[:, None]
    distances = np.sqrt(((target[:, None] - pool[None]) ** 2).sum(axis=2))
    taken: dict[int, int] = {}
    while len(taken) < 40:
        left = np.where(np.isin(np.arange(SIZE), list(taken)), np.inf, distances)
        wanted = left.argmin(axis=1)
        for turn in np.argsort(left.min(axis=1), kind="stable").tolist():
            taken.setdefault(int(wanted[turn]), turn)
    reached_by = STRATEGIES["round_robin"].reached
    assert reached_by is not None
    for step, (row, turn) in enumerate(list(taken.items())[:40], start=1):
        reach = reached_by(picked, row, np.empty(0, dtype=np.int64))
        assert reach is not None
        assert (reach.step, reach.target) == (step, turn)


def test_token_nn_names_the_target_text_with_the_nearest_word() -> None:
    picked = select("token_nn", POOL, TARGET, BUDGET)
    assert POOL.words is not None
    assert TARGET.words is not None
    (words, offsets), (others, of_target) = POOL.words, TARGET.words
    mean = np.float64(words).mean(axis=0)
    row = int(picked.rows[4])
    own, target = np.float64(words[offsets[row] : offsets[row + 1]]) - mean, np.float64(others) - mean
    cosines = (own @ target.T) / np.linalg.norm(own, axis=1)[:, None] / np.linalg.norm(target, axis=1)
    word = cosines.max(axis=0).argmax()
    reached_by = STRATEGIES["token_nn"].reached
    assert reached_by is not None
    reach = reached_by(picked, row, np.empty(0, dtype=np.int64))
    assert reach is not None
    assert (reach.step, reach.target) == (5, np.searchsorted(of_target, word, side="right") - 1)


@pytest.mark.parametrize("name", STRATEGIES)
def test_every_strategy_says_how_it_reached_a_point_or_nothing(name: str) -> None:
    given = {"litmus": {"allocation": {"hi": 1, "en": 1}}, "gold": {"gold": POOL}}.get(name, {})
    picked = select(name, POOL, TARGET, BUDGET, **given)
    for row in (int(picked.rows[0]), 199):
        (standing,) = standings(row, {name: picked}, BUDGET)
        assert standing.chosen == (row in picked.rows)
        assert standing.reached is None or 0 <= standing.reached.target < len(TARGET)
        assert standing.reached is None or not STRATEGIES[name].draws


def test_annotators_read_no_raw_numbers_and_those_who_choose_do() -> None:
    most = int(np.asarray(POOL.uncertainty).argmax())
    certainty = point_story(most, POOL, TARGET).certainty
    assert certainty is not None
    assert plain_certainty(certainty).startswith("The model is less certain here than on 9")
    assert "uncertainty is 0.975" in certainty_sentence(certainty)
    least = int(np.asarray(POOL.uncertainty).argmin())
    assert plain_certainty(point_story(least, POOL, TARGET).certainty).startswith(
        "The model is more certain here"
    )
    assert plain_certainty(None) == ""


def test_the_standings_are_said_in_words() -> None:
    orders = {
        name: select(name, POOL, TARGET, ranking_budget(name, BUDGET, SIZE))
        for name in ("cover", "knn_uncertainty", "random")
    }
    row = int(orders["cover"].rows[2])
    story = point_story(row, POOL, TARGET, standings(row, orders, BUDGET))
    table = standings_table(story, TARGET).set_index("strategy")
    assert table.loc["COVER", "place"] == "3rd"
    assert table.loc["COVER", "reached"].startswith("in step 3, near “text t ")
    assert table.loc["KNN-UNCERTAINTY", "reached"].startswith("at k = ")
    assert set(story.chosen_by) == {STRATEGIES[each.strategy].name for each in story.standings if each.chosen}
    assert any("COVER: 3rd; in step 3" in line for line in story_lines(story, TARGET))


def test_without_a_model_only_the_text_and_the_draw_are_known() -> None:
    plain = Encoding(["a", "b"], None, texts=["one", "two"])
    orders = {"random": select("random", plain, None, 1)}
    story = point_story(0, plain, plain, standings(0, orders, 1))
    assert (story.targets, story.certainty, story.alike, story.language) == ((), None, (), "unknown")
    assert [each.strategy for each in story.standings] == ["random"]


def test_a_story_has_glosses_where_there_are_any() -> None:
    pool, target = encoding("p", 30, 1), encoding("t", 8, 2)
    assert point_story(3, pool, target).gloss is None
    target = replace(target, glosses=[f"target {row}" for row in range(8)])
    story = point_story(3, replace(pool, glosses=["in English"] * 30), target)
    assert story.targets[0].gloss == f"target {story.targets[0].row}"
    lines = story_lines(story, target)
    assert lines[1] == "  in English: “in English”"
    assert lines[2].endswith(f"(“{story.targets[0].gloss}”)")

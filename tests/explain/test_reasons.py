import numpy as np
import pytest

from demux_core import Encoding, select
from demux_core.explain.reasons import explained_table
from demux_core.strategies import Selection, find_strategy
from demux_core.strategies.reasons import ordinal

SOURCE = Encoding(
    ids=["a", "b", "c", "d"],
    embeddings=np.array([[0, 0], [1, 0], [3, 0], [9, 0]], dtype=np.float32),
    uncertainty=np.array([-0.25, -0.75, -0.5, -1.0], dtype=np.float32),
    languages=["hi", "en", "hi", "ur"],
    texts=["एक", "two", "तीन", "چار"],
    measure="margin",
)
TARGET = Encoding(
    ids=["t", "u"],
    embeddings=np.array([[0, 1], [9, 1]], dtype=np.float32),
    languages=["ne"] * 2,
    texts=["दुई " * 30, "तीन\nचार"],
)


def reasons(picked: Selection, seed: int, like: str = "") -> list[str]:
    return find_strategy(picked.strategy).explain(picked, seed, like)


def why(strategy: str, budget: int = 2, **options: object) -> dict[str, str]:
    picked = select(strategy, SOURCE, TARGET, budget, seed=7, **options)
    return dict(zip(picked.ids, reasons(picked, 7, "RANDOM"), strict=True))


def test_a_neighbour_s_reason_is_its_place_in_the_list_of_a_target_text_and_its_margin() -> None:
    found = why("knn_uncertainty", 4)
    assert found["a"].startswith("nearest to «दुई दुई")
    assert found["a"].endswith("…»; margin 0.25 (less sure than on 75 % of the pool)")
    assert found["c"].startswith("2nd nearest to «तीन चार»")
    assert found["d"] == "nearest to «तीन चार»; margin 1.00 (surer than on 75 % of the pool)"


def test_the_place_is_found_however_far_down_the_list_it_is() -> None:
    pool = Encoding(
        [str(i) for i in range(100)],
        np.arange(100, dtype=np.float32)[:, None],
        np.arange(100, dtype=np.float32),
    )
    one = Encoding(["t"], np.zeros((1, 1), dtype=np.float32))
    picked = select("knn_uncertainty", pool, one, 50, labelled=list(range(30)))
    assert all(
        reason.startswith(f"{ordinal(row + 1)} nearest to «t»; uncertainty {row:.2f}")
        for row, reason in zip(picked.rows.tolist(), reasons(picked, 1), strict=True)
    )


def test_the_most_uncertain_say_how_uncertain_they_are() -> None:
    assert why("uncertainty", 1) == {"a": "margin 0.25 (less sure than on 75 % of the pool)"}


def test_a_margin_like_most_others_is_said_without_a_comparison() -> None:
    same = Encoding(["a", "b"], SOURCE.embeddings[:2], np.zeros(2, np.float32), measure="margin")
    picked = select("uncertainty", same, TARGET, 1)
    assert reasons(picked, 1) == ["margin 0.00"]


def test_what_is_near_among_the_uncertain_says_how_near_and_how_uncertain() -> None:
    assert why("uncertainty_knn", 1, multiple=1)["a"].startswith("1.00 from «दुई")


def test_nearness_on_average_is_a_place_and_a_distance() -> None:
    found = list(why("average_dist").values())
    assert found[0].startswith("nearest to all 2 target texts on average (mean distance ")
    assert found[1].startswith("2nd nearest to all 2 target texts on average (mean distance ")


def test_nearness_on_average_is_among_those_without_a_label_where_some_have_one() -> None:
    found = list(why("average_dist", labelled=[0, 1]).values())
    assert found[0].startswith("nearest of those without a label to all 2 target texts on average (mean")
    assert found[1].startswith("2nd nearest of those without a label to all 2 target texts on average (mean")


def test_what_was_drawn_says_so_with_its_seed_and_its_language_s_number() -> None:
    assert set(why("random").values()) == {"drawn at random (seed 7)"}
    assert why("litmus", 3, allocation={"hi": 2, "ur": 1}) == {
        "a": "one of 2 from Hindi, in the proportions given; drawn at random (seed 7)",
        "c": "one of 2 from Hindi, in the proportions given; drawn at random (seed 7)",
        "d": "the only one from Urdu, in the proportions given; drawn at random (seed 7)",
    }
    even = [reason.split(", ")[1] for reason in why("egalitarian", 4).values()]  # two of Hindi, one of others
    assert set(even) == {"spread over the languages as evenly as possible; drawn at random (seed 7)"}
    assert all("as many as RANDOM chose" in reason for reason in why("same_distribution").values())


def test_labelled_target_data_is_called_that() -> None:
    gold = Encoding(["g"], None, languages=["ne"], texts=["पाँच"])
    assert why("gold", 1, gold=gold) == {"g": "drawn at random (seed 7) from the labelled target data"}


def test_the_reason_stands_after_the_text() -> None:
    table = explained_table(select("random", SOURCE, TARGET, 2, seed=7), TARGET, 7)
    assert list(table.columns[:5]) == ["rank", "id", "text", "reason", "language"]


@pytest.mark.parametrize(
    ("number", "word"), [(1, "1st"), (2, "2nd"), (3, "3rd"), (11, "11th"), (112, "112th"), (1_021, "1,021st")]
)
def test_ordinals(number: int, word: str) -> None:
    assert ordinal(number) == word

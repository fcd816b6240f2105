import numpy as np
import pytest

from demux_core import Encoding, select
from demux_core.explain.reasons import explained_table, without_numbers
from demux_core.strategies import Selection, find_strategy
from demux_core.strategies.reasons import ordinal, quoted
from demux_core.tasks.text_pairs import SHOWN

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


def test_the_reason_of_a_neighbour_is_its_rank_for_a_target_text_and_its_margin() -> None:
    reason = why("knn_uncertainty", 4)
    assert reason["a"].startswith("nearest to “दुई दुई")
    assert reason["a"].endswith("…”; margin 0.25 (more uncertain than 75% of the pool)")
    assert reason["c"].startswith("2nd nearest to “तीन चार”")
    assert reason["d"] == "nearest to “तीन चार”; margin 1.00 (less uncertain than 75% of the pool)"


def test_a_reason_quotes_the_first_of_a_pair_of_texts() -> None:
    assert quoted(f"Who?{SHOWN}The midwife of the clinic.") == "“Who? …”"


def test_a_rank_beyond_the_first_neighbours_is_found() -> None:
    pool = Encoding(
        [str(i) for i in range(100)],
        np.arange(100, dtype=np.float32)[:, None],
        np.arange(100, dtype=np.float32),
    )
    target = Encoding(["t"], np.zeros((1, 1), dtype=np.float32))
    picked = select("knn_uncertainty", pool, target, 50, labelled=list(range(30)))
    assert all(
        reason.startswith(f"{ordinal(row + 1)} nearest to “t”; uncertainty {row:.2f}")
        for row, reason in zip(picked.rows.tolist(), reasons(picked, 1), strict=True)
    )


def test_the_reason_of_an_uncertain_point_compares_it_with_the_pool() -> None:
    assert why("uncertainty", 1) == {"a": "margin 0.25 (more uncertain than 75% of the pool)"}


def test_a_negative_uncertainty_has_a_true_minus_sign() -> None:
    pool = Encoding(["a", "b"], SOURCE.embeddings[:2], np.array([-0.5, -0.75], np.float32), measure="mnlp")
    assert reasons(select("uncertainty", pool, TARGET, 1), 1) == ["uncertainty −0.50"]


def test_a_margin_like_most_others_has_no_comparison() -> None:
    same = Encoding(["a", "b"], SOURCE.embeddings[:2], np.zeros(2, np.float32), measure="margin")
    picked = select("uncertainty", same, TARGET, 1)
    assert reasons(picked, 1) == ["margin 0.00"]


def test_the_reason_of_a_near_point_among_the_uncertain_has_its_distance_and_its_margin() -> None:
    reason = why("uncertainty_knn", 1, multiple=1)["a"]
    assert reason.startswith("distance 1.00 to “दुई")
    assert reason.endswith("…”, the nearest target text; margin 0.25 (more uncertain than 75% of the pool)")


def test_the_reason_of_the_nearest_on_average_is_a_rank_and_a_distance() -> None:
    first, second = why("average_dist").values()
    assert first.startswith("nearest on average to all 2 target texts (mean distance ")
    assert second.startswith("2nd nearest on average to all 2 target texts (mean distance ")


def test_the_rank_of_the_nearest_on_average_is_among_unlabelled_texts_where_some_are_labelled() -> None:
    first, second = why("average_dist", labelled=[0, 1]).values()
    assert first.startswith("nearest unlabelled text on average to all 2 target texts (mean distance ")
    assert second.startswith("2nd nearest unlabelled text on average to all 2 target texts (mean distance ")


def test_the_reason_of_a_drawn_point_has_the_seed_and_the_number_of_points_in_its_language() -> None:
    assert set(why("random").values()) == {"drawn at random (seed 7)"}
    assert why("litmus", 3, allocation={"hi": 2, "ur": 1}) == {
        "a": "one of 2 texts in Hindi, in the proportions given; drawn at random (seed 7)",
        "c": "one of 2 texts in Hindi, in the proportions given; drawn at random (seed 7)",
        "d": "the only text in Urdu, in the proportions given; drawn at random (seed 7)",
    }
    even = [reason.split(", ")[1] for reason in why("egalitarian", 4).values()]
    assert set(even) == {"spread as evenly as possible across languages; drawn at random (seed 7)"}
    assert all("as many as RANDOM chose" in reason for reason in why("same_distribution").values())


def test_a_point_in_an_unknown_language_is_called_that() -> None:
    pool = Encoding(["a"], None, languages=["unknown"])
    (reason,) = reasons(select("egalitarian", pool, None, 1), 1)
    assert reason.startswith("the only text in an unknown language, ")


def test_the_reason_of_gold_names_the_labelled_target_data() -> None:
    gold = Encoding(["g"], None, languages=["ne"], texts=["पाँच"])
    assert why("gold", 1, gold=gold) == {"g": "drawn at random (seed 7) from the labelled target data"}


def test_the_reason_is_the_column_after_the_text() -> None:
    table = explained_table(select("random", SOURCE, TARGET, 2, seed=7), TARGET, 7)
    assert list(table.columns[:5]) == ["rank", "id", "text", "reason", "language"]


@pytest.mark.parametrize(
    ("number", "word"), [(1, "1st"), (2, "2nd"), (3, "3rd"), (11, "11th"), (112, "112th"), (1_021, "1,021st")]
)
def test_ordinals(number: int, word: str) -> None:
    assert ordinal(number) == word


@pytest.mark.parametrize(
    ("reason", "plain"),
    [
        ("3rd nearest to “text”; margin 0.04 (more uncertain than 97% of the pool)", "3rd nearest to “text”"),
        ("margin −0.04", ""),
        (
            "2nd nearest on average to all 60 target texts (mean distance 1.234)",
            "2nd nearest on average to all 60 target texts",
        ),
        ("distance 0.31 to “text”, the nearest target text", "near to “text”, the nearest target text"),
        ("mean distance 1.234 to all 60 target texts", "near on average to all 60 target texts"),
        (
            "one of 12 texts in Hindi; drawn at random (seed 42)",
            "one of 12 texts in Hindi; drawn at random",
        ),
    ],
)
def test_annotators_read_reasons_without_numbers_of_models(reason: str, plain: str) -> None:
    assert without_numbers(reason) == plain

import numpy as np
import pandas as pd
import pytest

from demux_core import Encoding
from demux_core.analysis.coverage import Coverage
from demux_core.explain.coverage_sentences import coverage_sentence, meaning, missing_sentence
from demux_core.explain.coverage_tables import NOT_CHOSEN, NOT_IN_POOL, uncovered_table

CURVES = pd.DataFrame(
    [
        ("cover", 50, "all", 61 / 72, np.nan, np.nan),
        ("cover", 50, "ne", 0.1, np.nan, np.nan),
        ("random", 50, "all", 48 / 72, 44 / 72, 52 / 72),
    ],
    columns=["strategy", "budget", "target_group", "coverage", "low", "high"],
)


def coverage(chosen: list[float], pool: list[float]) -> Coverage:
    return Coverage(0.2, np.array(chosen), np.array(pool), ["ne"] * len(chosen))


def test_a_strategy_is_said_beside_random_texts() -> None:
    assert coverage_sentence(CURVES, "cover", 50, 72) == (
        "Of 72 target texts, 61 have a chosen text near them with COVER; with random texts, 44 to 52 have."
    )
    assert coverage_sentence(CURVES, "random", 50, 72) == (
        "Of 72 target texts, 44 to 52 have a chosen text near them with RANDOM."
    )


@pytest.mark.parametrize(
    ("chosen", "pool", "sentence"),
    [
        ([0.1, 0.1], [0.1, 0.1], "Every target text has a chosen text near it."),
        ([0.1, 0.5], [0.1, 0.1], "The pool has a near text for the other one, but it is not chosen."),
        ([0.5, 0.5], [0.1, 0.1], "The pool has near texts for the 2 others, but they are not chosen."),
        ([0.1, 0.5], [0.1, 0.4], "The pool has no near text for the other one."),
        (
            [0.5, 0.5, 0.5],
            [0.1, 0.3, 0.3],
            "Of the 3 others, 1 has a near text in the pool that is not chosen; for 2 the pool has none.",
        ),
    ],
)
def test_what_is_not_chosen_and_what_the_pool_does_not_have_are_said_apart(
    chosen: list[float], pool: list[float], sentence: str
) -> None:
    assert missing_sentence(coverage(chosen, pool)) == sentence


def test_near_is_a_cosine_distance_and_coverage_is_said_to_promise_no_score() -> None:
    said = meaning(0.1844, 8 / 9)
    assert said.startswith("Near means a cosine distance of at most 0.184, where 0 is the same")
    assert "89% of the target texts have a text of the pool that near" in said
    assert "does not predict the score" in said


def test_uncovered_texts_are_listed_from_the_farthest_with_both_distances() -> None:
    target = Encoding(["a", "b", "c"], None, languages=["ne"] * 3, texts=["one", "two", "three"])
    table = uncovered_table(coverage([0.3, 0.1, 0.9], [0.1, 0.1, 0.5]), target)
    assert table["text"].tolist() == ["three", "one"]
    assert table["target_row"].tolist() == [2, 0]
    assert table["chosen_distance"].tolist() == [0.9, 0.3]
    assert table["why"].tolist() == [NOT_IN_POOL, NOT_CHOSEN]

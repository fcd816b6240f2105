"""What `select` returns and refuses, and the rules of each strategy."""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from demux_core import Encoding, InputError, select
from demux_core.strategies import find_strategy
from demux_core.strategies.selecting import select_each

# Points on a line; the target texts lie at 0 and at 10.
PLACES = [0.4, 3.0, 5.0, 9.0, 9.5, 20.0]
SOURCE = Encoding(
    ids=list("abcdef"),
    embeddings=np.array(PLACES, dtype=np.float32)[:, None],
    uncertainty=np.array([-0.9, -0.1, -0.2, -0.8, -0.5, 0.0], dtype=np.float32),
    languages=["hi", "en", "hi", "en", "sw", "hi"],
)
TARGET = Encoding(["near", "far"], np.array([[0], [10]], dtype=np.float32))


def ids(strategy: str, budget: int, **options: Any) -> str:
    return "".join(select(strategy, SOURCE, TARGET, budget, **options).ids)


def test_an_uncertainty_is_one_number_a_row() -> None:
    with pytest.raises(InputError, match=r"uncertainty must have one .* 6 ids, got \(6, 1\)"):
        replace(SOURCE, uncertainty=np.zeros((6, 1), dtype=np.float32))
    with pytest.raises(InputError, match=r"mnlp must have one .* 6 ids, got \(5,\)"):
        replace(SOURCE, measures={"mnlp": np.zeros(5, dtype=np.float32)})


def test_lists_and_columns_of_pandas_are_read_by_their_order() -> None:
    backwards = pd.Series(SOURCE.uncertainty.tolist(), index=range(105, 99, -1))
    source = replace(SOURCE, embeddings=SOURCE.embeddings.tolist(), uncertainty=backwards)
    assert select("knn_uncertainty", source, TARGET, 5).ids == list("bceda")
    shown = select("uncertainty", source, TARGET, 6).frame()
    np.testing.assert_allclose(shown["uncertainty"], shown["score"])
    with pytest.raises(InputError, match="embeddings must be numbers, got values of <U1"):
        replace(SOURCE, embeddings=[["a"]] * 6)


@pytest.mark.parametrize(
    ("like", "says"), [("litmus", "by itself, got 'litmus'"), (5, "like must be a strategy")]
)
def test_a_mix_is_copied_from_what_chooses_by_itself(like: Any, says: str) -> None:
    with pytest.raises(InputError, match=says):
        select("same_distribution", SOURCE, TARGET, 3, like=like)
    picked = select("same_distribution", SOURCE, TARGET, 3, like={"hi": 2, "en": 1})
    assert picked.language_counts() == {"hi": 2, "en": 1}


def test_without_a_strategy_or_budgets_it_says_what_is_missing() -> None:
    with pytest.raises(InputError, match=r"strategy must be one of .* got None"):
        select(None, SOURCE, TARGET, 3)
    with pytest.raises(InputError, match="at least one number of texts, got none"):
        select_each("uncertainty", SOURCE, TARGET, [])


def test_a_strategy_is_chosen_by_its_name_or_its_title() -> None:
    picked = select("KNN-UNCERTAINTY", SOURCE, TARGET, 2)
    assert picked.strategy == "knn_uncertainty"
    assert picked.rows.tolist() == select("knn_uncertainty", SOURCE, TARGET, 2).rows.tolist()
    assert find_strategy(" Knn-Uncertainty ") is find_strategy("knn_uncertainty")


def test_uncertainty_takes_the_most_uncertain_first() -> None:
    assert ids("uncertainty", 6) == "fbceda"


def test_average_dist_takes_the_lowest_mean_distance_first() -> None:
    picked = select("average_dist", SOURCE, TARGET, 6)
    # Between the two targets every place has a mean distance of 5: the lower row comes first.
    assert [round(score, 5) for score in picked.scores] == [-5, -5, -5, -5, -5, -15]
    assert picked.ids[-1] == "f"


def test_knn_uncertainty_ranks_the_neighbours_of_every_target_point() -> None:
    assert ids("knn_uncertainty", 2) == "ea"  # k = 1: a and e
    assert ids("knn_uncertainty", 3) == "bed"  # k = 2: a, b and d, e


def test_knn_uncertainty_doubles_k_until_the_budget_is_met() -> None:
    assert ids("knn_uncertainty", 5) == "bceda"  # k = 4 reaches all but f
    assert ids("knn_uncertainty", 6) == "fbceda"  # k = 8 is the whole pool


def test_labelled_neighbours_are_searched_but_not_chosen() -> None:
    assert ids("knn_uncertainty", 1, labelled=[4]) == "a"
    assert ids("knn_uncertainty", 2, labelled=[4]) == "bd"


def test_uncertainty_knn_takes_the_nearest_of_a_shortlist_four_times_the_budget() -> None:
    assert ids("uncertainty_knn", 1) == "e"
    assert ids("uncertainty_knn", 1, multiple=1) == "f"
    assert ids("uncertainty_knn", 1, multiple=100) == "a"
    assert ids("uncertainty_knn", 2, multiple=2) == "eb"


@pytest.mark.parametrize("multiple", [0, 1.5, True, None])
def test_multiple_is_a_whole_number(multiple: object) -> None:
    with pytest.raises(InputError, match="multiple must be"):
        ids("uncertainty_knn", 1, multiple=multiple)


def test_a_selection_knows_its_rows() -> None:
    picked = select("uncertainty", SOURCE, TARGET, 3)
    assert len(picked) == 3
    assert (picked.pool, picked.target) == (SOURCE, TARGET)
    assert picked.ids == ["f", "b", "c"]
    assert picked.languages == ["hi", "en", "hi"]
    assert picked.language_counts() == {"hi": 2, "en": 1}


def test_the_frame_has_one_line_per_row() -> None:
    frame = select("knn_uncertainty", SOURCE, TARGET, 2).frame()
    assert frame.columns.tolist() == [
        "rank",
        "id",
        "language",
        "strategy",
        "score",
        "uncertainty",
        "nearest_target",
        "distance",
    ]
    assert frame.iloc[0].tolist() == [1, "e", "sw", "knn_uncertainty", -0.5, -0.5, "far", 0.5]
    assert frame["rank"].tolist() == [1, 2]
    assert frame["nearest_target"].tolist() == ["far", "near"]


def test_unknown_values_are_missing_in_the_frame() -> None:
    frame = select("random", Encoding(["a", "b"], None), None, 2).frame()
    assert frame["score"].tolist() == [0, 0]
    assert frame[["language", "uncertainty", "nearest_target", "distance"]].isna().all(axis=None)


def test_numpy_integers_are_accepted() -> None:
    assert ids("uncertainty", np.int32(2), seed=np.uint8(3), labelled=np.array([5], dtype=np.uint16)) == "bc"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"strategy": "best"}, "strategy must be one of average_dist, .*gold, got 'best'"),
        ({"budget": 0}, "budget must be at least 1, got 0"),
        ({"budget": 2.0}, "budget must be a whole number, got 2.0"),
        ({"budget": True}, "budget must be a whole number, got True"),
        ({"budget": 7}, "budget must be at most the 6 unlabelled rows, got 7; lower it or add pool data"),
        ({"seed": -1}, "seed must be at least 0, got -1"),
        ({"seed": None}, "seed must be a whole number, got None"),
        ({"labelled": [2, 6]}, "labelled rows must be between 0 and 5 .*, got 6"),
        ({"labelled": [-1]}, "labelled rows must be between 0 and 5 .*, got -1"),
        ({"labelled": [0.5]}, "labelled must be a list of row numbers"),
        ({"labelled": [True, False]}, "labelled must be a list of row numbers"),
        ({"labelled": {1, 2}}, "labelled must be a list of row numbers"),
        ({"target": None}, "knn_uncertainty needs a target sample"),
        ({"target": Encoding([], np.empty((0, 1)))}, "target must have at least one row"),
        ({"target": Encoding(["t"], np.zeros((1, 3)))}, "vectors of 1 and 3 numbers; encode both"),
        ({"target": Encoding(["t"], np.array([[np.nan]]))}, "row 0 of the target is not; encode the target"),
        (
            {"source": replace(SOURCE, embeddings=np.array([[0.0]] * 5 + [[np.inf]]))},
            "row 5 of the pool is not",
        ),
        ({"source": replace(SOURCE, uncertainty=None)}, "python -m demux_core train"),
        ({"source": replace(SOURCE, uncertainty=np.array([0, 0, np.nan, 0, 0, 0]))}, "got nan in row 2"),
        ({"source": Encoding([], np.empty((0, 1)))}, "at most the 0 unlabelled rows, got 2"),
    ],
)
def test_bad_input_is_refused_with_rule_value_and_remedy(changes: dict[str, Any], message: str) -> None:
    arguments = {"strategy": "knn_uncertainty", "source": SOURCE, "target": TARGET, "budget": 2, **changes}
    with pytest.raises(InputError, match=message):
        select(**arguments)


def test_without_uncertainty_two_strategies_that_need_none_are_named() -> None:
    certain = replace(SOURCE, uncertainty=None)
    with pytest.raises(InputError, match="or use a strategy that needs none, such as ") as refused:
        select("uncertainty", certain, TARGET, 2)
    named = str(refused.value).rpartition(" such as ")[2].split(" or ")
    assert named == ["average_dist", "cover"]
    assert [len(select(name, certain, TARGET, 2).rows) for name in named] == [2, 2]


@pytest.mark.parametrize("languages", [[None, "hi"], [float("nan"), "hi"]])
def test_a_missing_language_code_is_refused(languages: list[Any]) -> None:
    with pytest.raises(InputError, match=r"languages must be codes, got .* in row 0; write 'unknown' there"):
        Encoding(["a", "b"], None, languages=languages)


def test_vectors_are_checked_block_by_block_to_the_end() -> None:
    vectors = np.zeros((70_000, 2), dtype=np.float32)
    vectors[69_999, 1] = np.nan
    with pytest.raises(InputError, match="row 69,999 of the pool is not"):
        select("average_dist", Encoding(range(70_000), vectors), Encoding(["t"], vectors[:1]), 2)

import numpy as np
import pytest

from demux_core.tasks.answer_scores import answer_scores, answer_words
from demux_core.tasks.class_scores import classification_scores
from demux_core.tasks.tag_scores import ENTITY_METRIC, TAG_METRIC, entity_scores, tagging_scores
from demux_core.tasks.tagging import Tagging


def test_accuracy_and_macro_f1_of_classes() -> None:
    scores = classification_scores(["a", "a", "a", "b"], ["a", "a", "b", "b"])
    assert scores["accuracy"] == 75
    assert scores["macro_f1"] == pytest.approx(100 * (0.8 + 2 / 3) / 2)


@pytest.mark.parametrize("seed", range(5))
def test_the_scores_of_classes_are_those_of_scikit_learn(seed: int) -> None:
    from sklearn.metrics import accuracy_score, f1_score

    generator = np.random.default_rng(seed)
    gold, predicted = (generator.choice(list(names), 200).tolist() for names in ("abcd", "abcde"))
    macro = f1_score(gold, predicted, labels=sorted(set(gold)), average="macro", zero_division=0)
    expected = {"accuracy": 100 * accuracy_score(gold, predicted), "macro_f1": 100 * macro}
    assert classification_scores(gold, predicted) == pytest.approx(expected)


def test_a_class_that_is_only_predicted_is_not_averaged() -> None:
    assert classification_scores(["a", "a"], ["a", "b"])["macro_f1"] == pytest.approx(100 * 2 / 3)


def test_an_entity_counts_only_if_it_is_complete() -> None:
    gold = [["B-PER", "I-PER", "O", "B-LOC"]]
    predicted = [["B-PER", "O", "O", "B-LOC"]]
    scores = entity_scores(gold, predicted)
    assert scores["f1"] == 50
    assert scores["accuracy"] == 75


def test_token_accuracy_counts_words_not_sentences() -> None:
    assert tagging_scores([["X", "Y", "Y"], ["X"]], [["X", "Y", "Y"], ["Y"]])["accuracy"] == 75


@pytest.mark.parametrize(
    ("answers", "predicted", "em", "f1"),
    [
        (["the Red House"], "red house", 100, 100),
        (["red house"], "old red house.", 0, 80),
        (["one", "two words"], "two words", 100, 100),
        (["東京都"], "東京", 0, 80),
        (["कल सुबह"], "कल सुबह।", 100, 100),
        (["x"], "", 0, 0),
    ],
)
def test_answers_are_compared_as_in_squad(answers: list[str], predicted: str, em: float, f1: float) -> None:
    scores = answer_scores([answers], [predicted])
    assert (scores["em"], scores["f1"]) == (em, pytest.approx(f1))


def test_punctuation_is_deleted_not_replaced_by_a_space() -> None:
    assert answer_words("The U.S. don't pay 3,000") == ["us", "dont", "pay", "3000"]
    assert answer_words("l'an 2000, état-major") == ["lan", "2000", "étatmajor"]
    assert answer_scores([["1 000"]], ["1,000"])["em"] == 0


def test_scripts_without_spaces_are_compared_by_character() -> None:
    assert answer_words("ตอนเช้า") == list("ตอนเช้า")
    assert answer_words("9 बजे, सुबह") == ["9", "बजे", "सुबह"]


def test_only_bio_tags_are_scored_as_entities() -> None:
    assert Tagging().metric(["B-LOC", "O"]) == ENTITY_METRIC
    assert Tagging().metric(["NOUN"]) == TAG_METRIC

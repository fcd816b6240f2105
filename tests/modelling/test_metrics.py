import pytest

from demux_core import InputError
from demux_core.modelling.metrics import (
    answer_scores,
    answer_words,
    classification_scores,
    entity_scores,
    metric_kind,
    score,
    tagging_scores,
)
from tests.helpers import make


def test_accuracy_and_macro_f1_of_classes() -> None:
    found = classification_scores(["a", "a", "a", "b"], ["a", "a", "b", "b"])
    assert found["accuracy"] == 75
    assert found["macro_f1"] == pytest.approx(100 * (0.8 + 2 / 3) / 2)


def test_a_class_that_is_only_predicted_does_not_count_as_a_class() -> None:
    assert classification_scores(["a", "a"], ["a", "b"])["macro_f1"] == pytest.approx(100 * 2 / 3)


def test_an_entity_is_right_only_whole() -> None:
    gold = [["B-PER", "I-PER", "O", "B-LOC"]]
    predicted = [["B-PER", "O", "O", "B-LOC"]]
    found = entity_scores(gold, predicted)
    assert found["f1"] == 50
    assert found["accuracy"] == 75


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
def test_answers_are_compared_as_squad_does(answers: list[str], predicted: str, em: float, f1: float) -> None:
    found = answer_scores([answers], [predicted])
    assert (found["em"], found["f1"]) == (em, pytest.approx(f1))


def test_punctuation_is_deleted_not_taken_for_a_space() -> None:
    assert answer_words("The U.S. don't pay 3,000") == ["us", "dont", "pay", "3000"]
    assert answer_words("l'an 2000, état-major") == ["lan", "2000", "étatmajor"]
    assert answer_scores([["1 000"]], ["1,000"])["em"] == 0


def test_scripts_without_spaces_are_compared_by_character() -> None:
    assert answer_words("ตอนเช้า") == list("ตอนเช้า")
    assert answer_words("9 बजे, सुबह") == ["9", "बजे", "सुबह"]


def test_languages_count_the_same_whatever_their_size() -> None:
    import dataclasses

    data = make.sequences(["one", "two", "three"], ["a", "b", "b"])
    frame = data.frame.assign(language=["hi", "mr", "mr"])
    found = score(dataclasses.replace(data, frame=frame), ["a", "a", "b"])
    assert found["main"] == "accuracy"
    assert found["languages"]["hi"] == {"rows": 1, "scores": {"accuracy": 100.0, "macro_f1": 100.0}}
    assert found["languages"]["mr"]["scores"]["accuracy"] == 50
    assert found["scores"]["accuracy"] == 75


def test_rows_whose_language_is_a_guess_count_as_one_language() -> None:
    import dataclasses

    data = make.sequences(["one", "two", "three", "four", "five"], ["a"] * 5)
    frame = data.frame.assign(language=["ne", "ne", "hi", "mr", "mr"], confidence=[0.8, 0.7, 0.6, 1.0, 1.0])
    found = score(dataclasses.replace(data, frame=frame), ["a", "a", "b", "a", "a"])
    assert {language: part["rows"] for language, part in found["languages"].items()} == {"mr": 2, "ne": 3}
    assert found["scores"]["accuracy"] == pytest.approx((100 + 200 / 3) / 2)


def test_tags_with_bio_are_entities_and_others_are_not() -> None:
    assert metric_kind(make.sentences([["a"]], [["B-LOC"]])) == "ner"
    assert metric_kind(make.sentences([["a"]], [["NOUN"]])) == "pos"


def test_data_without_labels_cannot_be_scored() -> None:
    with pytest.raises(InputError, match="evaluation data must be labelled"):
        score(make.sequences(["a"]), ["x"])

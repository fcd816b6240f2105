"""Self-training takes what the teacher is surest of, class by class, and learns from it and from labels."""

import numpy as np

from tests.evidence.plans import RESULTS
from tests.evidence.recipe.account import table
from tests.evidence.recipe.self_training import product, sure


def test_the_surest_share_of_every_predicted_class_is_learned_at_half_weight() -> None:
    probabilities = [[[0.9, 0.1]], [[0.6, 0.4]], [[0.3, 0.7]], [[0.2, 0.8]], [[0.7, 0.3]], [[0.55, 0.45]]]
    teacher = [np.log(np.array(text, dtype=np.float32)) for text in probabilities]
    weights = [float(target.weights[0]) for target in sure(teacher, 0.5)]
    assert weights == [0.5, 0, 0, 0.5, 0.5, 0]


def test_words_of_a_sentence_are_taken_one_by_one() -> None:
    words = np.log(np.array([[0.9, 0.1], [0.5, 0.5], [0.2, 0.8]], dtype=np.float32))
    (target,) = sure([words], 0.5)
    assert target.weights.tolist() == [0.5, 0, 0]
    np.testing.assert_allclose(target.probabilities, np.exp(words))


def test_teachers_are_multiplied() -> None:
    one, other = np.array([[0.8, 0.2]]), np.array([[0.5, 0.5]])
    (joint,) = product([[np.log(one).astype(np.float32)], [np.log(other).astype(np.float32)]])
    np.testing.assert_allclose(np.exp(joint), one, rtol=1e-6)


def test_the_table_of_the_page_matches_the_results() -> None:
    assert table() in (RESULTS / "fine-tuned.md").read_text(encoding="utf-8")

"""Which learner scores are of, as people read it."""

import pytest

from demux_core.experiments.plan import FINE_TUNE, PROBE
from demux_core.explain.learner_sentences import (
    learner_sentence,
    model_phrase,
    no_probe_sentence,
    predicts_fine_tuning,
    probe_sentence,
    scores_of_learner,
    titled,
    with_learner,
)
from tests.helpers.make_results import learning


def test_scores_of_fine_tuned_models_need_no_warning() -> None:
    assert learner_sentence(FINE_TUNE, "sequence", "accuracy") == "Scores of fine-tuned models."


def test_scores_of_a_probe_are_called_a_stand_in() -> None:
    sentence = learner_sentence(PROBE, "token", "accuracy")
    assert sentence == (
        "Scores of a linear probe: a linear head on the frozen model. " + probe_sentence("token", "accuracy")
    )
    assert "quick stand-in for fine-tuning" in sentence
    assert scores_of_learner(PROBE) == "Scores of a linear probe: a linear head on the frozen model."


@pytest.mark.parametrize("kind", [("token", "f1"), ("sequence", "accuracy")])
def test_where_probes_are_not_shown_to_predict_that_is_said(kind: tuple[str, str]) -> None:
    assert not predicts_fine_tuning(*kind)
    assert probe_sentence(*kind).endswith("it is not shown that it predicts it.")


def test_a_task_without_labels_has_no_probe() -> None:
    assert no_probe_sentence("Question answering") == (
        "Only fine-tuning is offered: a linear probe predicts labels, and question answering has none."
    )


def test_experiments_are_listed_with_their_learner() -> None:
    assert (titled("first", FINE_TUNE), titled("first", PROBE)) == (
        "first (fine-tuned)",
        "first (linear probe)",
    )
    assert (model_phrase(FINE_TUNE), model_phrase(PROBE)) == ("the model", "the linear probe")


def test_every_row_of_a_download_names_the_learner() -> None:
    table = with_learner(learning({"random": 4}), PROBE)
    assert set(table["learner"]) == {"linear probe: a linear head on the frozen model"}

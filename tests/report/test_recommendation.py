from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from demux_core.analysis.decision import decide
from demux_core.explain.advice_sentences import expectation_sentence
from demux_core.explain.decision_sentences import (
    choosing_sentence,
    head_sentence,
    labels_sentence,
)
from demux_core.report.answers import no_gain_sentence
from demux_core.report.evidence import NO_EXPERIMENT
from demux_core.report.findings import Findings
from demux_core.report.recommendation import expected
from demux_core.strategies import STRATEGIES
from demux_core.workspace.imported_results import import_results
from tests.helpers.fabricated_project import prepared_project
from tests.helpers.fabricated_report import add_experiment, findings_of, measured_project
from tests.helpers.make_results import learning

BY_PEOPLE = {"experiment": "rounds", "oracle": "label log"}
BY_PROBE = {"experiment": "low_budget_probe", "learner": "probe"}


def findings(
    scores: Mapping[str, float], seeds: Sequence[int] = (2, 22, 42), start: float = 50.0
) -> Findings:
    return findings_of(measured_project(scores, seeds=seeds, start=start), budget=20)


def test_a_strategy_that_clearly_saves_labels_is_recommended_with_the_numbers() -> None:
    answer = findings({"knn_uncertainty": 70, "random": 60, "egalitarian": 60.5}).answer
    assert (answer.kind, answer.strategy) == ("clear", "knn_uncertainty")
    assert answer.headline == "Label 20 texts that KNN-UNCERTAINTY chooses."
    assert answer.expect[0].startswith("Labels pay: the accuracy is 50% without labels and 60%")
    assert "drawn at random, 70.0% (65.3 to 74.4) chosen by KNN-UNCERTAINTY" in answer.expect[1]
    assert answer.at_random[0].startswith(
        "Choosing pays: 20 texts chosen by KNN-UNCERTAINTY are worth more than"
    )


def test_page_command_line_and_report_say_the_same() -> None:
    found = findings({"knn_uncertainty": 70, "random": 60})
    assert found.evidence.reading is not None
    decision = decide(found.evidence.reading.drawn, 20)
    assert decision is not None
    assert found.answer.expect[0] == labels_sentence(decision, "accuracy")
    assert found.answer.at_random[0] == choosing_sentence(decision)


def test_a_lead_that_may_be_chance_is_not_recommended() -> None:
    found = findings({"knn_uncertainty": 60.4, "random": 60})
    assert (found.answer.kind, found.answer.strategy) == ("unclear", "random")
    assert found.answer.headline == "Label 20 texts drawn at random: that choosing pays is not shown."
    assert found.answer.at_random[0].startswith(
        "Whether choosing pays cannot be told: 20 texts chosen by KNN"
    )


def test_with_one_seed_nothing_is_clear() -> None:
    found = findings({"knn_uncertainty": 70, "random": 60}, seeds=(2,))
    assert found.answer.kind == "unclear"
    assert "cannot be told from one seed" in found.answer.at_random[0]
    assert any("one seed" in sentence for sentence in found.limits.sentences)


def test_random_is_recommended_where_every_strategy_scores_below_it() -> None:
    found = findings({"knn_uncertainty": 55, "average_dist": 54, "random": 60})
    assert (found.answer.kind, found.answer.strategy) == ("random", "random")
    assert found.answer.headline == "Label 20 texts drawn at random."
    assert found.answer.at_random[0].startswith("Choosing does not pay here")


def test_chosen_labels_are_recommended_where_only_they_are_shown_to_pay() -> None:
    answer = findings({"knn_uncertainty": 51.2, "random": 50.8}, start=50).answer
    assert (answer.kind, answer.strategy) == ("chosen", "knn_uncertainty")
    assert answer.headline == (
        "Label 20 texts that KNN-UNCERTAINTY chooses: labels of texts drawn at random are not shown to pay."
    )
    assert answer.expect[0].startswith("Labels pay if they are chosen: ")


def test_labels_that_do_not_help_are_reported() -> None:
    answer = findings({"knn_uncertainty": 48, "random": 47}, start=50).answer
    assert answer.kind == "no_gain"
    assert answer.headline == "Do not pay for labels yet: they did not improve the model."
    assert "Trained on English alone, the model reached 50.0% accuracy" in answer.expect[-1]


def test_that_labels_do_not_help_may_be_chance() -> None:
    answer = findings({"knn_uncertainty": 49.9, "random": 49.8}, start=50, seeds=(2,)).answer
    assert answer.kind == "unclear_gain"
    assert answer.headline == "Do not pay for more labels yet: that they improve the model is not shown."
    assert "cannot be told from one seed" in answer.expect[0]


def test_what_was_done_already_is_not_proposed_where_labels_do_not_help() -> None:
    found = findings({"knn_uncertainty": 48, "random": 47}, start=50)
    reading = found.evidence.reading
    assert reading is not None
    assert reading.setup.manifest["replay"]
    assert found.answer.expect[-1].endswith("A larger budget may change this.")
    setup = replace(reading.setup, manifest={**reading.setup.manifest, "replay": False})
    proposed = no_gain_sentence(replace(reading, setup=setup), "knn_uncertainty")
    assert proposed.endswith("or training with replay (English texts mixed in), may change this.")


def test_without_random_the_gain_is_unknown() -> None:
    answer = findings({"knn_uncertainty": 70, "average_dist": 60}).answer
    assert answer.kind == "no_baseline"
    assert (
        answer.headline == "Label 20 texts that KNN-UNCERTAINTY chooses; whether choosing pays is not known."
    )
    assert "RANDOM was not measured" in answer.at_random[0]
    assert "add RANDOM" in answer.at_random[1]


def test_the_ceiling_alone_answers_nothing() -> None:
    answer = findings({"gold": 70}).answer
    assert (answer.kind, answer.strategy) == ("no_baseline", "random")
    assert "only the ceiling" in answer.expect[0]


@pytest.mark.parametrize("name", ["gold", "same_distribution"])
def test_the_ceiling_and_the_control_are_never_recommended(name: str) -> None:
    found = findings({"knn_uncertainty": 70, "random": 60, name: 90})
    assert found.answer.strategy == "knn_uncertainty"
    assert found.evidence.reading is not None
    assert name not in set(found.evidence.reading.against_random["strategy"])


def test_without_an_experiment_measured_targets_say_what_to_expect() -> None:
    found = findings_of(prepared_project())
    assert found.answer.kind == "unmeasured"
    assert found.answer.headline.endswith("; nothing has been measured here.")
    assert found.answer.expect[0] == "This project has no experiment yet, so the score is not known."
    assert "start an experiment" in found.answer.expect[1]
    assert "Expected from 12 targets like yours" in found.answer.at_random[0]
    assert found.evidence.reading is None


def test_an_expectation_is_said_to_be_one() -> None:
    gain = {"mean": 1.4, "low": -0.5, "high": 3.1, "targets": 12}
    advice = {"strategy": "cover", "budget": 50, "expected_gain": gain, "labels_saved": 20, "reason": "r"}
    answer = expected(advice, ["cover", "random"], 50, NO_EXPERIMENT)
    assert answer.headline == "Start with 50 texts that COVER chooses; nothing has been measured here."
    (said,) = answer.at_random
    assert said == expectation_sentence(advice)
    assert said.startswith("Expected from 12 targets like yours, measured with linear probes: ")
    assert expected(advice, ["random"], 50, NO_EXPERIMENT).strategy == "random"


def headless(scores: Mapping[str, float], start: float = 50.0, budget: int = 20) -> Findings:
    """The experiment has a model with a task head, the run to choose from has none."""
    project = prepared_project(uncertain=False)
    return findings_of(measured_project(scores, start=start, project=project), budget=budget)


def test_a_winner_that_cannot_choose_here_is_named_and_random_recommended() -> None:
    found = headless({"uncertainty": 70, "average_dist": 60.4, "random": 60})
    assert (found.answer.kind, found.answer.strategy) == ("unable", "random")
    assert found.answer.headline == "Label 20 texts drawn at random."
    assert "20 texts chosen by UNCERTAINTY" in found.answer.at_random[0]
    assert found.answer.at_random[1].startswith(
        "UNCERTAINTY cannot be used in this project: the model has no task head"
    )
    assert next(iter(found.selection.map.marked)) == "RANDOM"


def test_the_best_clear_winner_that_can_choose_here_is_recommended() -> None:
    found = headless({"uncertainty": 75, "average_dist": 70, "random": 60}, budget=5)
    assert (found.answer.kind, found.answer.strategy) == ("clear", "average_dist")
    assert found.answer.headline == "Label 5 texts that AVERAGE-DIST chooses."
    said = found.answer.at_random
    assert "5 texts chosen by AVERAGE-DIST" in said[0]
    assert "5 texts chosen by UNCERTAINTY" in said[1]
    assert "UNCERTAINTY cannot be used in this project" in said[2]
    assert next(iter(found.selection.map.marked)) == "AVERAGE-DIST"


def test_a_strategy_of_other_results_cannot_choose_here() -> None:
    answer = findings({"our_own": 70, "random": 60}).answer
    assert (answer.kind, answer.strategy) == ("unable", "random")
    assert "this product does not include it" in answer.at_random[1]


@pytest.mark.parametrize(
    ("scores", "start", "kind"),
    [
        ({"uncertainty": 60.4, "random": 60}, 50, "unclear"),
        ({"uncertainty": 48, "average_dist": 47, "random": 46}, 50, "no_gain"),
        ({"uncertainty": 70, "average_dist": 60}, 50, "no_baseline"),
        ({"uncertainty": 70}, 50, "no_baseline"),
    ],
)
def test_no_answer_follows_a_strategy_that_cannot_choose_here(
    scores: dict[str, float], start: float, kind: str
) -> None:
    found = headless(scores, start)
    assert found.answer.kind == kind
    assert found.answer.strategy in ("average_dist", "random")


@pytest.mark.parametrize("budget", [5, 7, 10, 20])
def test_the_experiment_is_read_at_its_nearest_budget_with_a_note(budget: int) -> None:
    project = measured_project({"knn_uncertainty": 70, "random": 60})
    found = findings_of(project, budget=budget)
    assert found.evidence.reading is not None
    assert found.evidence.reading.budget == {5: 5, 7: 5, 10: 10, 20: 20}[budget]
    assert any("did not measure 7 labels" in sentence for sentence in found.limits.sentences) == (budget == 7)
    assert found.answer.expect[1].startswith(f"With {budget} labels, expect")


def test_the_recommended_strategy_is_shown_though_not_requested() -> None:
    project = measured_project({"knn_uncertainty": 70, "random": 60})
    found = findings_of(project, budget=20, strategies=("egalitarian",))
    assert list(found.selection.map.marked) == [
        STRATEGIES[name].title for name in ("knn_uncertainty", "random", "egalitarian")
    ]


def test_experiments_with_stronger_evidence_are_read_first() -> None:
    project = measured_project({"knn_uncertainty": 70, "random": 60}, name="whole")
    add_experiment(project, "ceiling", {"gold": 80, "random": 60})
    add_experiment(project, "Annotated", {"knn_uncertainty": 65}, seeds=(42,), **BY_PEOPLE)
    add_experiment(project, "begun", {})
    found = findings_of(project)
    assert found.evidence.reading is not None
    assert (found.evidence.reading.name, found.answer.kind) == ("whole", "clear")


def test_without_comparisons_the_newest_experiment_with_a_strategy_is_read() -> None:
    project = measured_project({"average_dist": 70}, name="old")
    add_experiment(project, "tried", {"knn_uncertainty": 70})
    add_experiment(project, "begun", {})
    found = findings_of(project)
    assert found.evidence.reading is not None
    assert found.evidence.reading.name == "tried"


def test_an_experiment_without_finished_strategies_is_named() -> None:
    found = findings_of(measured_project({}, name="begun"))
    assert found.evidence.reading is None
    assert found.answer.expect[0] == (
        "The experiment begun has no finished strategy yet, so the score is not known."
    )


def test_experiments_that_are_left_out_are_named() -> None:
    found = findings_of(measured_project({"knn_uncertainty": 70, "random": 60}, name="whole"), experiment="")
    assert found.answer.expect == (
        "This report uses no experiment, so the score is not known.",
        "It leaves out what was measured here: whole.",
    )
    assert "Nothing has been measured" not in " ".join(found.limits.sentences)


def test_simulated_rounds_are_not_reported_as_annotation() -> None:
    project = prepared_project()
    add_experiment(project, "rounds", {"knn_uncertainty": 65}, seeds=(42,), experiment="rounds")
    found = findings_of(project, budget=20)
    assert "given by people" not in found.answer.at_random[0]
    assert any("existing labels" in sentence for sentence in found.limits.sentences)


def test_rounds_of_annotation_are_not_advised_to_add_random() -> None:
    project = prepared_project()
    add_experiment(project, "Annotated", {"knn_uncertainty": 65}, seeds=(42,), **BY_PEOPLE)
    found = findings_of(project, budget=20)
    assert found.answer.kind == "no_baseline"
    said = " ".join(found.answer.at_random)
    assert "the rounds of annotation (20 labels given by people) have no random texts to compare with" in said
    assert "the accuracy is 50% without labels and 65% with 20 labels" in found.answer.expect[0]
    assert "add RANDOM" not in said
    assert not any("existing labels" in sentence for sentence in found.limits.sentences)


def test_random_alone_is_not_reported_missing() -> None:
    answer = findings({"random": 60}).answer
    assert answer.kind == "no_baseline"
    assert "a strategy was not measured with 20 labels" in answer.at_random[0]
    assert "add more strategies" in answer.at_random[1]


def test_the_newest_experiment_is_read_unless_another_is_named() -> None:
    project = measured_project({"knn_uncertainty": 70, "random": 60}, name="old")
    add_experiment(project, "new", {"knn_uncertainty": 55, "random": 60})
    assert findings_of(project).answer.kind == "random"
    assert findings_of(project, experiment="old").answer.kind == "clear"
    assert findings_of(project, experiment="").answer.kind == "unmeasured"


def test_imported_tables_are_judged_by_their_seeds_alone(tmp_path: Path) -> None:
    project = prepared_project()
    learning({"knn_uncertainty": 12, "random": 4}).to_csv(tmp_path / "results.csv", index=False)
    import_results(project, "brought in", tmp_path / "results.csv")
    found = findings_of(project, budget=50)
    assert (found.answer.kind, found.answer.strategy) == ("clear", "knn_uncertainty")
    assert any("cover seeds only" in sentence for sentence in found.limits.sentences)
    assert not any("other files" in sentence for sentence in found.limits.sentences)


def probed(scores: Mapping[str, float], start: float = 50.0) -> Findings:
    """A report on a project whose only experiment is a linear probe."""
    project = prepared_project()
    add_experiment(project, "probed", scores, start, **BY_PROBE)
    return findings_of(project, budget=20)


@pytest.mark.parametrize(
    ("scores", "start", "headline"),
    [
        (
            {"knn_uncertainty": 70, "random": 60},
            50,
            "Label 20 texts that KNN-UNCERTAINTY chooses (measured with a linear probe).",
        ),
        (
            {"knn_uncertainty": 60.4, "random": 60},
            50,
            "Label 20 texts drawn at random: that choosing pays is not shown (measured with a linear probe).",
        ),
        (
            {"knn_uncertainty": 48, "random": 47},
            50,
            "Do not pay for labels yet: they did not improve the linear probe.",
        ),
    ],
)
def test_a_linear_probe_alone_is_worded_as_one(scores: dict[str, float], start: float, headline: str) -> None:
    answer = probed(scores, start).answer
    assert answer.headline == headline
    assert head_sentence("probe", "sequence", "accuracy") in answer.expect


def test_fine_tuned_models_are_named_too() -> None:
    answer = findings({"knn_uncertainty": 70, "random": 60}).answer
    assert answer.expect[-1] == "Scores of fine-tuned models."
    assert "probe" not in answer.headline + " ".join(answer.expect)


def test_where_a_project_has_both_the_answer_comes_from_fine_tuned_models() -> None:
    project = measured_project({"knn_uncertainty": 55, "random": 60}, name="tuned")
    add_experiment(project, "probed", {"knn_uncertainty": 70, "random": 60}, **BY_PROBE)
    found = findings_of(project, budget=20)
    assert found.answer.headline == "Label 20 texts drawn at random."
    asked = findings_of(project, budget=20, experiment="probed")
    assert "measured with a linear probe" in asked.answer.headline
    assert any("this project has some: tuned." in sentence for sentence in asked.limits.sentences)


def test_strategies_tried_with_fine_tuned_models_count_more_than_a_comparison_of_probes() -> None:
    project = measured_project({"knn_uncertainty": 70}, name="tuned")
    add_experiment(project, "probed", {"knn_uncertainty": 70, "random": 60}, **BY_PROBE)
    add_experiment(project, "begun", {})
    found = findings_of(project, budget=20)
    assert found.evidence.reading is not None
    assert found.evidence.reading.name == "tuned"


def test_a_probe_is_read_where_fine_tuning_has_only_begun() -> None:
    project = measured_project({}, name="begun")
    add_experiment(project, "probed", {"knn_uncertainty": 70, "random": 60}, **BY_PROBE)
    found = findings_of(project, budget=20)
    assert found.evidence.reading is not None
    assert found.evidence.reading.name == "probed"

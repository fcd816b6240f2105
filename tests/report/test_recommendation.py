from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from demux_core.explain.learner_sentences import probe_sentence
from demux_core.report.findings import Findings
from demux_core.report.published_wins import published_wins
from demux_core.report.recommendation import recommend
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


def test_a_strategy_whose_interval_lies_above_random_is_recommended_with_the_numbers() -> None:
    answer = findings({"knn_uncertainty": 70, "random": 60, "egalitarian": 60.5}).answer
    assert (answer.kind, answer.strategy) == ("clear", "knn_uncertainty")
    assert answer.headline == "Label the 20 texts that KNN-UNCERTAINTY chooses."
    assert (
        "70.0% accuracy with texts chosen in this way and to 60.0% accuracy with random texts"
        in answer.because
    )
    assert "10.0 points above random texts (95% interval +7.1 to +13.1)" in answer.because


def test_a_lead_that_may_be_chance_is_not_recommended() -> None:
    """The interval over seeds alone excludes 0; the one that includes 400 test rows does not."""
    found = findings({"knn_uncertainty": 60.4, "random": 60})
    assert found.answer.kind == "unclear"
    assert found.answer.strategy == "random"
    assert found.answer.headline.startswith("No strategy is clearly better")
    assert "KNN-UNCERTAINTY, scored 0.4 points above" in found.answer.because
    assert "may be chance" in found.answer.because


def test_with_one_seed_nothing_is_clear() -> None:
    found = findings({"knn_uncertainty": 70, "random": 60}, seeds=(2,))
    assert found.answer.kind == "unclear"
    assert "one seed, so no interval" in found.answer.because
    assert any("one seed" in sentence for sentence in found.limits.sentences)


def test_random_is_recommended_where_every_strategy_scores_below_it() -> None:
    found = findings({"knn_uncertainty": 55, "average_dist": 54, "random": 60})
    assert (found.answer.kind, found.answer.strategy) == ("random", "random")
    assert found.answer.headline == "Choose the 20 texts at random."
    assert "None of the 2 strategies tried scored above random texts" in found.answer.because
    assert "5.0 points below random texts: a clear difference" in found.evidence.comparisons[0]


def test_labels_that_do_not_help_are_reported() -> None:
    answer = findings({"knn_uncertainty": 48, "random": 47}, start=50).answer
    assert answer.kind == "no_gain"
    assert "did not improve the model" in answer.headline
    assert "Trained on English alone, it reached 50.0% accuracy" in answer.because


def test_without_random_the_gain_is_unknown() -> None:
    answer = findings({"knn_uncertainty": 70, "average_dist": 60}).answer
    assert answer.kind == "no_baseline"
    assert "add RANDOM" in answer.because


@pytest.mark.parametrize("name", ["gold", "same_distribution"])
def test_the_ceiling_and_the_control_are_never_recommended(name: str) -> None:
    found = findings({"knn_uncertainty": 70, "random": 60, name: 90})
    assert found.answer.strategy == "knn_uncertainty"
    assert found.evidence.reading is not None
    assert name not in set(found.evidence.reading.against_random["strategy"])


def test_without_an_experiment_the_published_results_are_named_and_how_to_measure() -> None:
    found = findings_of(prepared_project())
    assert (found.answer.kind, found.answer.strategy) == ("unmeasured", "knn_uncertainty")
    assert "published results alone" in found.answer.because
    assert "17 of 21 comparisons" in found.answer.because
    assert "start an experiment" in found.answer.reasons[-1]
    assert found.evidence.reading is None


def test_a_strategy_that_loses_in_published_results_is_not_recommended_from_them() -> None:
    """A model without a task head leaves AVERAGE-DIST, which RANDOM beats there."""
    found = findings_of(prepared_project(uncertain=False))
    assert found.answer.strategy == "random"
    assert "6 of 21 comparisons" in found.answer.because


def headless(scores: Mapping[str, float], start: float = 50.0) -> Findings:
    """The experiment has a model with a task head, the run to choose from has none."""
    return findings_of(
        measured_project(scores, start=start, project=prepared_project(uncertain=False)), budget=20
    )


def test_a_winner_that_cannot_choose_here_is_named_and_random_recommended() -> None:
    found = headless({"uncertainty": 70, "average_dist": 60.4, "random": 60})
    assert (found.answer.kind, found.answer.strategy) == ("unable", "random")
    assert found.answer.headline == (
        "Choose the 20 texts at random: UNCERTAINTY did better, but cannot be used in this project."
    )
    assert "UNCERTAINTY scored 10.0 points above random texts" in found.answer.because
    assert "cannot be used in this project: the model has no task head" in found.answer.because
    assert next(iter(found.selection.map.marked)) == "RANDOM"


def test_the_best_clear_winner_that_can_choose_here_is_recommended() -> None:
    found = headless({"uncertainty": 75, "average_dist": 70, "random": 60})
    assert (found.answer.kind, found.answer.strategy) == ("clear", "average_dist")
    assert found.answer.headline == "Label the 20 texts that AVERAGE-DIST chooses."
    assert "10.0 points above random texts" in found.answer.because
    assert "UNCERTAINTY scored 15.0 points above" in found.answer.because
    assert next(iter(found.selection.map.marked)) == "AVERAGE-DIST"


def test_a_strategy_of_other_results_cannot_choose_here() -> None:
    answer = findings({"our_own": 70, "random": 60}).answer
    assert (answer.kind, answer.strategy) == ("unable", "random")
    assert "this product does not include it" in answer.because


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
    assert not any("Following UNCERTAINTY" in reason for reason in found.answer.reasons)
    assert any("cannot be used in this project" in reason for reason in found.answer.reasons) == (
        kind == "unclear"
    )


def test_the_published_counts_are_those_of_the_runs() -> None:
    assert published_wins() == {
        "average_dist": (6, 21),
        "egalitarian": published_wins()["egalitarian"],
        "knn_uncertainty": (17, 21),
        "uncertainty": (12, 21),
    }


def test_random_is_the_fallback() -> None:
    cannot = {"random": None, "egalitarian": None, "knn_uncertainty": "it lacks something"}
    assert recommend(None, cannot, 5).strategy == "random"


@pytest.mark.parametrize("budget", [5, 7, 10, 20])
def test_the_experiment_is_read_at_its_nearest_budget_with_a_note(budget: int) -> None:
    project = measured_project({"knn_uncertainty": 70, "random": 60})
    found = findings_of(project, budget=budget)
    assert found.evidence.reading is not None
    assert found.evidence.reading.budget == {5: 5, 7: 5, 10: 10, 20: 20}[budget]
    assert any("did not measure 7 labels" in sentence for sentence in found.limits.sentences) == (budget == 7)


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
    assert found.answer.because.startswith("The experiment begun has no finished strategy yet, so ")


def test_experiments_that_are_left_out_are_named() -> None:
    found = findings_of(measured_project({"knn_uncertainty": 70, "random": 60}, name="whole"), experiment="")
    assert found.answer.because.startswith("This report uses no experiment, so the choice rests on ")
    assert found.answer.reasons[-1] == "It leaves out what was measured here: whole."
    assert "Nothing has been measured" not in " ".join(found.limits.sentences)


def test_simulated_rounds_are_not_reported_as_annotation() -> None:
    project = prepared_project()
    add_experiment(project, "rounds", {"knn_uncertainty": 65}, seeds=(42,), experiment="rounds")
    found = findings_of(project, budget=20)
    assert "given by people" not in found.answer.because
    assert any("existing labels" in sentence for sentence in found.limits.sentences)


def test_rounds_of_annotation_are_not_advised_to_add_random() -> None:
    project = prepared_project()
    add_experiment(project, "Annotated", {"knn_uncertainty": 65}, seeds=(42,), **BY_PEOPLE)
    found = findings_of(project, budget=20)
    assert found.answer.kind == "no_baseline"
    assert "the rounds of annotation have no random texts to compare with" in found.answer.headline
    assert "After 20 labels given by people, the model reached 64.8% accuracy" in found.answer.because
    assert "compared with 50.0% accuracy before" in found.answer.because
    assert "add RANDOM" not in found.answer.because
    assert not any("existing labels" in sentence for sentence in found.limits.sentences)


def test_random_alone_is_not_reported_missing() -> None:
    answer = findings({"random": 60}).answer
    assert answer.kind == "no_baseline"
    assert "only RANDOM is finished" in answer.headline
    assert "add more strategies" in answer.because


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
            "Label the 20 texts that KNN-UNCERTAINTY chooses (measured with a linear probe).",
        ),
        (
            {"knn_uncertainty": 60.4, "random": 60},
            50,
            "No strategy is clearly better than choosing texts at random (measured with a linear probe).",
        ),
        (
            {"knn_uncertainty": 48, "random": 47},
            50,
            "In the experiment, 20 labels did not improve the linear probe.",
        ),
    ],
)
def test_a_linear_probe_alone_is_worded_as_one(scores: dict[str, float], start: float, headline: str) -> None:
    answer = probed(scores, start).answer
    assert answer.headline == headline
    assert answer.because.endswith(probe_sentence("sequence"))
    assert answer.reasons[-1] == "Scores of a linear probe: a linear head on the frozen model."


def test_the_scores_of_a_probe_are_not_called_those_of_a_model() -> None:
    because = probed({"knn_uncertainty": 70, "random": 60}).answer.because
    assert "20 labels brought the linear probe to 70.0% accuracy" in because


def test_fine_tuned_models_are_named_too() -> None:
    answer = findings({"knn_uncertainty": 70, "random": 60}).answer
    assert answer.reasons[-1] == "Scores of fine-tuned models."
    assert "probe" not in answer.headline + answer.because


def test_where_a_project_has_both_the_answer_comes_from_fine_tuned_models() -> None:
    project = measured_project({"knn_uncertainty": 55, "random": 60}, name="tuned")
    add_experiment(project, "probed", {"knn_uncertainty": 70, "random": 60}, **BY_PROBE)
    found = findings_of(project, budget=20)
    assert found.answer.headline == "Choose the 20 texts at random."
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

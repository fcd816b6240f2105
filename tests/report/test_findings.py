import time

import pytest

from demux_core import InputError
from demux_core.explain.costs import Prices
from demux_core.report.appendix import without_path
from demux_core.report.html import render_html
from demux_core.strategies import Constraints
from demux_core.workflows.limits import change_limits
from demux_core.workflows.selection import SelectionPlan, select_for_project
from demux_core.workspace import open_store, records
from demux_core.workspace.prepared import open_prepared
from demux_core.workspace.project import create_project, put_setting, reload_project
from demux_core.workspace.project_files import put_file
from demux_core.workspace.strikes import strike_points
from tests.helpers.fabricated_project import POOL, prepared_project
from tests.helpers.fabricated_report import add_experiment, findings_of, measured_project


def test_the_question_names_the_target_and_what_there_is_to_choose_from() -> None:
    found = findings_of(prepared_project(), budget=12)
    assert (
        found.heading.question == "Which 12 of 60 texts should people label to improve the model on Nepali?"
    )
    assert "60 texts in 3 languages" in found.heading.setting
    assert found.data.files["languages"].tolist() == ["Hindi 30, English 20, Urdu 10", "Nepali 8"]


def test_the_mix_shows_pool_strategies_and_target_with_the_recommended_strategy_first() -> None:
    found = findings_of(measured_project({"knn_uncertainty": 70, "random": 60, "egalitarian": 58}), budget=10)
    assert list(dict.fromkeys(found.selection.mix["group"])) == [
        "Source pool (60)", "KNN-UNCERTAINTY (10)", "RANDOM (10)", "EGALITARIAN (10)", "Target sample (8)"
    ]  # fmt: skip
    assert next(iter(found.selection.map.marked)) == "KNN-UNCERTAINTY"
    assert len(found.selection.map.points) == 68
    assert found.selection.examples["rank"].tolist() == list(range(1, 11))


def test_texts_that_the_map_leaves_out_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    assert findings_of(prepared_project()).selection.map.note == ""
    monkeypatch.setattr("demux_core.report.selection_section.MAP_POINTS", 5)
    found = findings_of(prepared_project(), budget=2)
    assert found.selection.map.note.endswith("of 60 pool texts and 5 of 8 target texts.")


def test_labelled_texts_are_not_chosen_again() -> None:
    project = prepared_project()
    run, strategies = open_prepared(project), ["knn_uncertainty"]
    done = select_for_project(run, "knn_uncertainty", SelectionPlan(12)).rows.tolist()
    records.add_labels(open_store(), project.id, "a", [(run.source.ids[row], "greet") for row in done])
    found = findings_of(project, budget=12, strategies=tuple(strategies))
    plan = SelectionPlan(12, labelled=tuple(sorted(done)))
    assert found.heading.question.startswith("Which 12 of 48 unlabelled texts should people label")
    assert (
        found.selection.map.marked["KNN-UNCERTAINTY"]
        == select_for_project(run, "knn_uncertainty", plan).rows.tolist()
    )
    assert ("Labelled before", "12 texts, left out") in found.appendix[0].rows
    assert findings_of(project).budget == 9  # a fifth of what is left
    with pytest.raises(InputError, match="at most the 48 unlabelled rows"):
        findings_of(project, budget=49)


def test_same_distribution_copies_the_requested_strategy() -> None:
    project = prepared_project()
    found = findings_of(project, budget=12, strategies=("same_distribution",), like="egalitarian")
    expected = select_for_project(
        open_prepared(project), "same_distribution", SelectionPlan(12, like="egalitarian")
    )
    assert found.selection.map.marked["SAME-DISTRIBUTION"] == expected.rows.tolist()
    assert dict(found.appendix[1].rows)["SAME-DISTRIBUTION"].endswith("It copies EGALITARIAN.")


def test_changed_files_are_among_the_limits() -> None:
    project = measured_project({"knn_uncertainty": 70, "random": 60})
    assert any(
        "other files" in sentence and "target" not in sentence
        for sentence in findings_of(project).limits.sentences
    )
    project, _ = put_file(project, "pool", "my pool.csv", POOL.replace("hello", "hi").encode())
    limits = findings_of(project).limits.sentences
    assert limits[0].startswith("The project's files or settings have changed since it was prepared")


@pytest.mark.parametrize(("words", "error"), [(1, "±4.5"), (10, "±1.0")])
def test_the_accuracy_of_a_score_depends_on_texts_and_not_on_words(words: int, error: str) -> None:
    """Ten words of a sentence are not ten texts: the sentences are the sample."""
    project = prepared_project()
    add_experiment(project, "first", {"knn_uncertainty": 70, "random": 60}, words=words)
    limits = " ".join(findings_of(project, budget=20).limits.sentences)
    assert f"The test has 400 texts, so a single score is accurate to about {error} points" in limits


def test_the_accuracy_of_a_mean_over_languages_is_not_stated() -> None:
    project = prepared_project()
    add_experiment(project, "first", {"knn_uncertainty": 70, "random": 60}, languages=["ne", "hi"])
    assert not any("accurate to about" in sentence for sentence in findings_of(project).limits.sentences)


def test_every_setting_is_in_the_appendix() -> None:
    found = findings_of(measured_project({"knn_uncertainty": 70, "random": 60}), seed=7)
    settings = {name: value for part in found.appendix for name, value in part.rows}
    assert settings["Seed"] == "7"
    assert settings["Seeds"] == "2, 22, 42"
    assert settings["Training after EN-FT"] == "epochs 10, lr 2e-05"
    assert "fingerprint ffff" in settings["Model"]
    assert "torch 2.13.0" in settings["Environment (1)"]
    assert settings["Uncertainty measure"] == "margin"
    assert len(settings["Prepared project"]) == 64


def test_cost_is_stated_where_the_project_has_prices() -> None:
    project = prepared_project()
    assert findings_of(project).cost is None
    prices = Prices("EUR", minutes=6, by_language={"hi": 0.5, "en": 1})
    cost = findings_of(
        put_setting(project, "prices", prices.to_json()), budget=60, strategies=("random",)
    ).cost
    assert cost is not None
    assert cost.headline == "at least 35 EUR · 6.0 hours"
    assert cost.sentence.startswith("For 60 labels that ")
    assert "; 10 of them, in Urdu, have no price" in cost.sentence
    assert cost.table["Strategy"].tolist()[-1] == "RANDOM"
    assert set(cost.table["Cost"]) == {"35 EUR +"}
    assert set(cost.table["Without a price"]) == {"10"}
    assert "Without minutes" not in cost.table


def test_working_time_known_for_some_languages_only_is_a_lower_bound() -> None:
    prices = Prices("EUR", price=1, minutes_by_language={"hi": 6, "en": 6})
    project = put_setting(prepared_project(), "prices", prices.to_json())
    cost = findings_of(project, budget=60, strategies=("random",)).cost
    assert cost is not None
    assert cost.headline == "60 EUR · at least 5.0 hours"
    assert "at the prices set for this project; 10 of them, in Urdu, have no minutes" in cost.sentence
    row = cost.table.set_index("Strategy").loc["RANDOM"]
    assert (row["Cost"], row["Work"], row["Without minutes"]) == ("60 EUR", "5.0 hours +", "10")
    assert "without a price or without minutes" in cost.note
    assert cost.note in render_html(findings_of(project, budget=60))


def test_working_time_is_stated_without_prices() -> None:
    cost = findings_of(put_setting(prepared_project(), "prices", Prices(minutes=10).to_json())).cost
    assert cost is not None
    assert (cost.headline, cost.table["Cost"].tolist()[0]) == ("2.0 hours", "unknown")
    assert cost.sentence.startswith("Working time for 12 labels that ")
    assert cost.sentence.endswith(" chooses; no price per label is set.")


def test_unset_minutes_are_not_mentioned() -> None:
    cost = findings_of(put_setting(prepared_project(), "prices", Prices("EUR", price=1).to_json())).cost
    assert cost is not None
    assert cost.headline == "12 EUR"
    assert cost.sentence.endswith("at the prices set for this project.")
    assert (cost.table["Work"].tolist()[0], cost.note) == ("unknown", "")


def test_gold_is_a_ceiling_and_not_a_choice() -> None:
    found = findings_of(prepared_project(gold=True))
    assert "GOLD" not in found.selection.map.marked
    assert not any(sentence.startswith("GOLD") for sentence in found.limits.unavailable)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("/home/ann/models/en-ft", "en-ft"),
        ("C:\\Users\\ann\\en-ft", "en-ft"),
        ("~/en-ft", "en-ft"),
        ("../models/en-ft", "en-ft"),
        ("intfloat/multilingual-e5-small", "intfloat/multilingual-e5-small"),
        ("default", "default"),
    ],
)
def test_of_a_directory_only_the_last_part_is_shown(value: str, shown: str) -> None:
    assert without_path(value) == shown


def test_impossible_requests_are_one_clear_error() -> None:
    with pytest.raises(InputError, match="the project is not prepared"):
        findings_of(create_project("Empty"))
    project = prepared_project()
    with pytest.raises(InputError, match=r"experiment must be one of the project's \(none yet\), got 'x'"):
        findings_of(project, experiment="x")
    with pytest.raises(InputError, match="strategies must be among those that can choose here"):
        findings_of(project, strategies=("gold",))
    with pytest.raises(InputError, match="budget must be at most the 60"):
        findings_of(project, budget=61)


def test_gathering_is_quick_once_everything_is_imported() -> None:
    project = measured_project({"knn_uncertainty": 70, "random": 60, "egalitarian": 58})
    findings_of(project)
    started = time.process_time()
    findings_of(project)
    assert time.process_time() - started < 3


def test_the_first_texts_are_those_of_the_recommended_strategy_within_the_limits() -> None:
    project = measured_project({"knn_uncertainty": 70, "random": 60})
    project = change_limits(project, Constraints(languages=("hi",)))
    pool = open_prepared(project).source
    strike_points(project, {pool.ids[0]: (pool.texts or [])[0]})
    found = findings_of(reload_project(project.slug), budget=20)
    assert set(found.selection.examples["language"]) == {"Hindi"}
    assert 0 not in found.selection.map.marked["KNN-UNCERTAINTY"]
    assert found.selection.examples["text"].tolist() == [
        (pool.texts or [])[row] for row in found.selection.map.marked["KNN-UNCERTAINTY"][:10]
    ]
    assert "Limits: only Hindi; without 1 text struck out." in found.first_page[0].sentences

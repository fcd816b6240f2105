import time

import pytest

from demux_core import InputError
from demux_core.explain.costs import Prices
from demux_core.report.appendix import without_path
from demux_core.report.findings import gather_findings
from demux_core.report.html import render_html
from demux_core.workflows.selection import SelectionPlan, select_for_project
from demux_core.workspace import open_store, records
from demux_core.workspace.prepared import open_prepared
from demux_core.workspace.project import create_project, put_setting
from demux_core.workspace.project_files import put_file
from tests.helpers.fabricated_project import POOL, prepared_project
from tests.helpers.fabricated_report import add_experiment, measured_project


def test_the_question_names_the_target_and_what_there_is_to_choose_from() -> None:
    found = gather_findings(prepared_project(), budget=12)
    assert (
        found.question == "Which 12 of 60 texts should people label, so that a model gets better at Nepali?"
    )
    assert "60 texts in 3 languages" in found.setting
    assert found.files["languages"].tolist() == ["Hindi 30, English 20, Urdu 10", "Nepali 8"]


def test_every_strategy_is_beside_the_pool_and_the_target_and_the_answer_is_in_front() -> None:
    found = gather_findings(
        measured_project({"knn_uncertainty": 70, "random": 60, "egalitarian": 58}), budget=10
    )
    assert list(dict.fromkeys(found.mix["group"])) == [
        "Source pool (60)", "KNN-UNCERTAINTY (10)", "RANDOM (10)", "EGALITARIAN (10)", "Target sample (8)"
    ]  # fmt: skip
    assert next(iter(found.picked)) == "KNN-UNCERTAINTY"
    assert len(found.points) == 68
    assert found.examples["rank"].tolist() == list(range(1, 11))


def test_what_the_map_leaves_out_is_counted_of_pool_and_target(monkeypatch: pytest.MonkeyPatch) -> None:
    assert gather_findings(prepared_project()).drawn == ""
    monkeypatch.setattr("demux_core.report.selection_section.MAP_POINTS", 5)
    found = gather_findings(prepared_project(), budget=2)
    assert found.drawn.endswith("of 60 pool texts and 5 of 8 target texts.")


def test_texts_that_are_labelled_are_not_among_those_to_label() -> None:
    project = prepared_project()
    run, strategies = open_prepared(project), ["random"]
    done = select_for_project(run, "knn_uncertainty", SelectionPlan(12)).rows.tolist()
    records.add_labels(open_store(), project.id, "a", [(run.source.ids[row], "greet") for row in done])
    found = gather_findings(project, budget=12, strategies=strategies)
    plan = SelectionPlan(12, labelled=tuple(sorted(done)))
    assert found.question.startswith("Which 12 of 48 texts without a label should people label")
    assert found.picked["KNN-UNCERTAINTY"] == select_for_project(run, "knn_uncertainty", plan).rows.tolist()
    assert ("Labelled before", "12 texts, left out") in found.appendix[0].rows
    assert gather_findings(project).budget == 9  # a fifth of what is left
    with pytest.raises(InputError, match="at most the 48 unlabelled rows"):
        gather_findings(project, budget=49)


def test_same_distribution_follows_the_strategy_that_is_given() -> None:
    project = prepared_project()
    found = gather_findings(project, budget=12, strategies=["same_distribution"], like="egalitarian")
    expected = select_for_project(
        open_prepared(project), "same_distribution", SelectionPlan(12, like="egalitarian")
    )
    assert found.picked["SAME-DISTRIBUTION"] == expected.rows.tolist()
    assert dict(found.appendix[1].rows)["SAME-DISTRIBUTION"].endswith("Options: like EGALITARIAN.")


def test_files_that_are_not_those_of_the_experiment_are_said() -> None:
    project = measured_project({"knn_uncertainty": 70, "random": 60})
    assert any(
        "other files" in sentence and "target" not in sentence for sentence in gather_findings(project).limits
    )
    project, _ = put_file(project, "pool", "my pool.csv", POOL.replace("hello", "hi").encode())
    limits = gather_findings(project).limits
    assert limits[0].startswith("The project's files or settings have changed since it was prepared")


@pytest.mark.parametrize(("words", "error"), [(1, "±4.5"), (10, "±1.0")])
def test_a_score_is_as_exact_as_the_texts_of_the_test_agree(words: int, error: str) -> None:
    """Ten words of every sentence are neither ten texts nor one: the sentences are what was drawn."""
    project = prepared_project()
    add_experiment(project, "first", {"knn_uncertainty": 70, "random": 60}, words=words)
    limits = " ".join(gather_findings(project, 20).limits)
    assert f"The test has 400 texts, so a single score is exact to about {error} points" in limits


def test_how_exact_a_mean_over_languages_is_is_not_said() -> None:
    project = prepared_project()
    add_experiment(project, "first", {"knn_uncertainty": 70, "random": 60}, languages=["ne", "hi"])
    assert not any("exact to about" in sentence for sentence in gather_findings(project).limits)


def test_every_setting_is_in_the_appendix() -> None:
    found = gather_findings(measured_project({"knn_uncertainty": 70, "random": 60}), seed=7)
    settings = {name: value for part in found.appendix for name, value in part.rows}
    assert settings["Seed"] == "7"
    assert settings["Seeds"] == "2, 22, 42"
    assert settings["Training after EN-FT"] == "epochs 10, lr 2e-05"
    assert "fingerprint ffff" in settings["Model"]
    assert "torch 2.13.0" in settings["Run with (1)"]
    assert settings["Uncertainty measure"] == "margin"
    assert len(settings["Run"]) == 64


def test_what_labels_cost_is_said_where_the_project_has_prices() -> None:
    project = prepared_project()
    assert gather_findings(project).cost is None
    prices = Prices("EUR", minutes=6, by_language={"hi": 0.5, "en": 1})
    cost = gather_findings(
        put_setting(project, "prices", prices.to_json()), budget=60, strategies=["random"]
    ).cost
    assert cost is not None
    assert cost.headline == "at least 35 EUR · 6.0 hours"
    assert "60 labels that KNN-UNCERTAINTY chooses; 10 of them, in Urdu, have no price" in cost.sentence
    assert cost.table["Strategy"].tolist() == ["KNN-UNCERTAINTY", "RANDOM"]
    assert cost.table["Cost"].tolist() == ["35 EUR +", "35 EUR +"]
    assert cost.table["Without a price"].tolist() == ["10", "10"]
    assert "Without minutes" not in cost.table


def test_work_that_is_known_for_some_languages_only_is_not_understated() -> None:
    prices = Prices("EUR", price=1, minutes_by_language={"hi": 6, "en": 6})
    project = put_setting(prepared_project(), "prices", prices.to_json())
    cost = gather_findings(project, budget=60, strategies=["random"]).cost
    assert cost is not None
    assert cost.headline == "60 EUR · at least 5.0 hours"
    assert "at the prices given for this project; 10 of them, in Urdu, have no minutes" in cost.sentence
    row = cost.table.set_index("Strategy").loc["RANDOM"]
    assert (row["Cost"], row["Work"], row["Without minutes"]) == ("60 EUR", "5.0 hours +", "10")
    assert "without minutes, are not counted" in cost.note
    assert cost.note in render_html(gather_findings(project, budget=60))


def test_work_is_said_where_no_price_is_known() -> None:
    cost = gather_findings(put_setting(prepared_project(), "prices", Prices(minutes=10).to_json())).cost
    assert cost is not None
    assert (cost.headline, cost.table["Cost"].tolist()[0]) == ("2.0 hours", "not known")
    assert cost.sentence == "Work for 12 labels that KNN-UNCERTAINTY chooses; no price per label is given."


def test_minutes_that_nobody_gave_are_not_missed() -> None:
    cost = gather_findings(put_setting(prepared_project(), "prices", Prices("EUR", price=1).to_json())).cost
    assert cost is not None
    assert cost.headline == "12 EUR"
    assert cost.sentence.endswith("at the prices given for this project.")
    assert (cost.table["Work"].tolist()[0], cost.note) == ("not known", "")


def test_labelled_target_data_is_a_ceiling_and_no_choice() -> None:
    found = gather_findings(prepared_project(gold=True))
    assert "GOLD" not in found.picked
    assert not any(sentence.startswith("GOLD") for sentence in found.unable)


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
def test_a_directory_of_some_machine_is_named_by_its_last_part(value: str, shown: str) -> None:
    assert without_path(value) == shown


def test_what_cannot_be_reported_is_one_clear_error() -> None:
    with pytest.raises(InputError, match="project is not prepared"):
        gather_findings(create_project("Empty"))
    project = prepared_project()
    with pytest.raises(InputError, match=r"experiment must be one of the project's \(none yet\), got 'x'"):
        gather_findings(project, experiment="x")
    with pytest.raises(InputError, match="strategies must be among those that can choose here"):
        gather_findings(project, strategies=["gold"])
    with pytest.raises(InputError, match="budget must be at most the 60"):
        gather_findings(project, budget=61)


def test_gathering_is_quick_once_everything_is_imported() -> None:
    project = measured_project({"knn_uncertainty": 70, "random": 60, "egalitarian": 58})
    gather_findings(project)
    started = time.process_time()
    gather_findings(project)
    assert time.process_time() - started < 3

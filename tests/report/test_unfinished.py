"""A report never contradicts results that are only there in part."""

from types import SimpleNamespace
from typing import Any

from demux_core.report.comparisons import comparison_table
from demux_core.report.html import render_html
from demux_core.report.unfinished import unfinished_sentence
from demux_core.workspace.project import Project
from tests.helpers.fabricated_project import prepared_project
from tests.helpers.fabricated_report import add_experiment, findings_of


def cancelled() -> Project:
    """RANDOM ran with 10 labels, KNN-UNCERTAINTY with 10 and 50; at 10 it is eleven points below."""
    project = prepared_project()
    add_experiment(project, "cancelled", {"random": 61}, budgets=(10,))
    add_experiment(project, "cancelled", {"knn_uncertainty": 50}, budgets=(10, 50))
    return project


def test_a_comparison_at_a_smaller_budget_is_reported_and_not_denied() -> None:
    found = findings_of(cancelled(), budget=50)
    assert (found.answer.kind, found.answer.strategy) == ("random", "random")
    assert found.answer.decision is not None
    assert found.answer.decision.labels == 10
    assert found.answer.at_random[0].startswith(
        "Choosing does not pay here: 10 texts chosen by KNN-UNCERTAINTY"
    )
    text = render_html(found)
    assert "not known" not in " ".join(sentence for part in found.first_page for sentence in part.sentences)
    assert "did not compare strategies with random texts at 50 labels" in text


def test_every_comparison_that_is_there_is_shown() -> None:
    found = findings_of(cancelled())
    assert found.evidence.reading is not None
    table = comparison_table(found.evidence.reading)
    assert table["Strategy"].tolist() == ["KNN-UNCERTAINTY"]
    assert table["10 labels"].tolist()[0].startswith("−11.0 (")
    assert "50 labels" not in table


def test_what_is_unfinished_is_said_to_be() -> None:
    reading = findings_of(cancelled()).evidence.reading
    assert reading is not None
    job: Any = SimpleNamespace(state="cancelled")
    assert unfinished_sentence("First", reading.records, job) == (
        "The experiment First was cancelled: 9 cells (a strategy with a number of labels and a seed) are "
        "measured."
    )
    assert unfinished_sentence("First", reading.records, None) == ""  # imported, so planned as it is
    some = [record for record in reading.records if record.cell.seed != 2 or record.cell.budget == 50]
    assert "First is unfinished: 7 of 9 cells" in unfinished_sentence("First", some, None)


def test_the_report_says_what_is_unfinished_among_what_could_be_wrong() -> None:
    project = prepared_project()
    add_experiment(project, "cut", {"random": 61, "knn_uncertainty": 50}, budgets=(10,), seeds=(2, 22))
    add_experiment(project, "cut", {"random": 61}, budgets=(10,), seeds=(42,))
    found = findings_of(project)
    assert found.evidence.unfinished.startswith("The experiment cut is unfinished: 5 of 6 cells")
    assert found.evidence.unfinished in found.first_page[-1].sentences

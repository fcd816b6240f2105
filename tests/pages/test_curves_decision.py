"""Curves opens on the project's own answer: the live probe, its experiments, or what to expect without."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from demux_core.cli import main
from demux_core.explain.costs import Prices
from demux_core.jobs import job_queue
from demux_core.workflows.expectations import ensure_expectation
from demux_core.workflows.live_probe import live_probe
from demux_core.workflows.prices import change_prices
from demux_core.workspace.project import Project, create_project, reload_project
from tests.helpers.fabricated_project import prepared_project
from tests.helpers.fabricated_report import add_experiment
from tests.pages.test_curves_page import project_to_measure, text_of

Visit = Callable[..., AppTest]


@pytest.fixture(autouse=True)
def no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Jobs are claimed and never end."""
    monkeypatch.setattr("demux_core.jobs.processes.start", lambda *_: (os.getpid(), None))
    monkeypatch.setattr("demux_core.jobs.job_queue._end_process", lambda _: None)


def measured(project: Project | None = None) -> Project:
    """A project whose fine-tuned experiment shows that labels pay and that choosing saves half of them."""
    project = project or create_project("Measured")
    add_experiment(project, "tuned", {"knn_uncertainty": 80, "random": 65, "uncertainty": 66}, rows=2000)
    return project


def lines(app: AppTest) -> dict[str, float]:
    """Strategy -> width of its line in the chart."""
    figure = json.loads(app.get("plotly_chart")[0].proto.spec)
    return {trace["name"]: trace["line"]["width"] for trace in figure["data"] if "name" in trace}


def click(app: AppTest, label: str) -> AppTest:
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception
    return app


def test_the_answer_comes_first_in_two_sentences_and_two_numbers(visit: Visit) -> None:
    measured()
    app = visit("curves")
    said = text_of(app).replace("\\", "")
    assert "Labels pay: the accuracy is 50% without labels and 65% (" in said
    assert "Choosing pays: 20 texts chosen by KNN-UNCERTAINTY are worth more than 20 random ones" in said
    assert (app.metric[0].label, app.metric[0].value) == ("With 20 labels", "65.0%")
    assert "Scores of fine-tuned models." in said


def test_the_slider_leads_to_the_expected_score_and_the_table_reads_both_ways(visit: Visit) -> None:
    measured()
    app = visit("curves")
    app.select_slider[0].set_value(10).run()
    assert "With 10 labels, expect 60.0% (" in text_of(app).replace("\\", "")
    table = app.table[0].value.set_index("Strategy")
    assert table.loc["RANDOM", "Labels for 60.0%"].startswith("10 (")
    assert table.loc["KNN-UNCERTAINTY", "Random texts worth 10 chosen"] == "more than 20"
    assert app.number_input[0].value == 60.0
    app.number_input[0].set_value(70.0).run()
    assert (
        app.table[0].value.set_index("Strategy").loc["RANDOM", "Labels for 70.0%"].startswith("more than 20")
    )


def test_with_prices_the_slider_and_the_table_show_money(visit: Visit) -> None:
    project = measured()
    change_prices(project, Prices(), Prices("EUR", price=0.5))
    app = visit("curves")
    assert app.table[0].value.set_index("Strategy").loc["RANDOM", "Cost of 20"] == "10 EUR"
    unit = next(one for one in app.segmented_control if one.label == "Read at")
    unit.set_value("Money").run()
    assert app.select_slider[0].options[-1] == "10 EUR"


def test_a_few_lines_stand_out_and_what_is_ticked_stays_ticked(visit: Visit) -> None:
    project = measured()
    app = visit("curves")
    widths = lines(app)
    assert widths["KNN-UNCERTAINTY"] == widths["RANDOM"] == max(widths.values())
    app.pills[0].set_value(["uncertainty"]).run()
    assert lines(app)["KNN-UNCERTAINTY"] < lines(app)["UNCERTAINTY"]
    add_experiment(project, "tuned", {"cover": 70}, rows=2000)
    app.run()
    assert app.pills[0].value == ["uncertainty"]


def test_opening_the_page_starts_the_probe_once_and_stopping_it_lasts(visit: Visit) -> None:
    project = project_to_measure()
    app = visit("curves")
    first = live_probe(project).job
    assert first is not None
    assert first.active
    assert "Measuring every strategy on your files" in app.get("progress")[0].proto.text
    visit("curves")
    now = live_probe(project).job
    assert now is not None
    assert now.id == first.id
    click(app, "Stop")
    assert job_queue.find_job(first.id).state == "cancelled"
    app = visit("curves")
    stopped = live_probe(project)
    assert not stopped.active
    click(app, "Resume")
    assert live_probe(project).active


def test_linear_probe_and_fine_tuned_lie_apart_and_the_headline_is_of_fine_tuned_models(visit: Visit) -> None:
    project = measured()
    add_experiment(
        project,
        "probed",
        {"random": 60, "cover": 61},
        rows=2000,
        experiment="low_budget_probe",
        learner="probe",
    )
    app = visit("curves")
    said = text_of(app).replace("\\", "")
    assert "Scores of fine-tuned models." in said
    assert "KNN-UNCERTAINTY" in lines(app)
    learner = next(one for one in app.segmented_control if one.label == "Curves of")
    assert (learner.options, learner.value) == (["Linear probe", "Fine-tuned"], "fine_tune")
    learner.set_value("probe").run()
    assert "This is a linear head on a frozen model." in text_of(app).replace("\\", "")
    assert set(lines(app)) == {"RANDOM", "COVER"}


def test_a_ceiling_below_the_start_is_explained_where_it_is_seen(visit: Visit) -> None:
    project = measured()
    add_experiment(project, "tuned", {"gold": 45}, rows=2000)
    assert "GOLD is below the start" in text_of(visit("curves"))


def test_without_a_test_the_page_says_what_to_add_and_what_to_expect(visit: Visit) -> None:
    project = prepared_project()
    app = visit("curves")
    assert app.info[0].value == (
        "Curves of this project need labels in the pool, labelled English data and a labelled test."
    )
    job = ensure_expectation(project)
    assert job is not None
    assert main(job.request.arguments) == 0  # what the job runs
    said = text_of(visit("curves"))
    advice = reload_project(project.slug).settings["expectation"]["advice"]
    assert advice["reason"][:20] in said.replace("\\", "")


def test_results_of_others_are_marked(visit: Visit) -> None:
    create_project("Greetings")
    app = visit("curves", {"curves_view": "All results"})
    assert "not of your project" in app.info[0].value


def test_an_unprepared_project_is_told_what_comes_next(visit: Visit, tmp_path: Path) -> None:
    create_project("Greetings")
    assert "Once the project is prepared" in text_of(visit("curves"))

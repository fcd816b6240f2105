import io
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from pptx import Presentation
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Selectbox

from demux_core.base.errors import InputError
from demux_core.explain.costs import Prices
from demux_core.workspace import open_store, records
from demux_core.workspace.prepared import open_prepared, prepared_key, record_prepared
from demux_core.workspace.project import put_setting
from demux_core.workspace.project_files import put_file
from pages.ui.report import downloads as downloads_row
from tests.helpers.fabricated_project import POOL, prepared_project, write
from tests.helpers.fabricated_report import add_experiment, measured_project

Visit = Callable[..., AppTest]


def text_of(app: AppTest) -> str:
    elements = [*app.markdown, *app.caption, *app.subheader]
    return "\n".join(element.value for element in elements).replace("\\", "")


def experiments(app: AppTest) -> Selectbox:
    return next(box for box in app.selectbox if box.label == "Experiment")


@pytest.fixture
def downloads(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the download buttons would give: label -> the file's content, made when asked for."""
    import streamlit as st

    found: dict[str, Any] = {}
    real = st.download_button

    def button(label: str, data: Any, *rest: Any, **more: Any) -> bool:
        found[label] = data
        return real(label, data, *rest, **more)

    monkeypatch.setattr(st, "download_button", button)
    return found


def test_the_first_page_is_shown_as_the_file_will_have_it(visit: Visit) -> None:
    measured_project({"knn_uncertainty": 70, "random": 60, "egalitarian": 58})
    text = text_of(visit("report"))
    for part in (
        "Which 20 of 60 texts should people label to improve the model on Nepali?",
        "Label 20 texts that KNN-UNCERTAINTY chooses.",
        "Labels pay: the accuracy is 50% without labels and 60%",
        "Choosing pays: 20 texts chosen by KNN-UNCERTAINTY",
        "What it costs",
        "What could be wrong",
        "The test has 400 texts",
    ):
        assert part in text


def test_a_pdf_that_a_browser_does_not_print_is_refused_with_one_line(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> bytes:
        raise InputError("chromium printed no PDF (no display); print the HTML")

    monkeypatch.setattr(downloads_row, "find_browser", lambda: "/usr/bin/chromium")
    monkeypatch.setattr(downloads_row, "render", fail)
    prepared_project()
    app = visit("report")
    app.button(key="make_pdf").click().run()
    assert [each.value for each in app.error] == ["chromium printed no PDF \\(no display\\); print the HTML"]
    assert not app.exception


def test_without_an_experiment_the_report_says_what_it_rests_on(visit: Visit) -> None:
    prepared_project()
    app = visit("report")
    assert experiments(app).options == ["None"]
    assert "nothing has been measured here" in text_of(app)
    assert len(app.get("plotly_chart")) == 1


def test_another_experiment_or_none_changes_the_answer(visit: Visit) -> None:
    project = measured_project({"knn_uncertainty": 70, "random": 60}, name="old")
    add_experiment(project, "new", {"knn_uncertainty": 55, "random": 60})
    app = visit("report")
    assert "Label 20 texts drawn at random" in text_of(app)
    assert "Label 20 texts that KNN" in text_of(experiments(app).set_value("old").run())
    assert "This report uses no experiment" in text_of(experiments(app).set_value("").run())


def test_an_experiment_that_only_began_is_offered_and_not_in_front(visit: Visit) -> None:
    project = measured_project({"knn_uncertainty": 70, "random": 60}, name="whole")
    add_experiment(project, "begun", {})
    app = visit("report")
    assert (experiments(app).options, experiments(app).value) == (
        ["begun (fine-tuned)", "whole (fine-tuned)", "None"],
        "whole",
    )
    assert "Label 20 texts that KNN" in text_of(app)
    assert "has no finished strategy yet" in text_of(experiments(app).set_value("begun").run())


def test_budget_and_strategies_are_those_of_the_address(visit: Visit) -> None:
    project = measured_project({"knn_uncertainty": 70, "random": 60})
    app = visit("report", project=project.slug, budget="20", strategy=["egalitarian"])
    assert "Label 20 texts" in text_of(app)
    assert app.multiselect[0].value == ["egalitarian"]
    assert app.query_params["budget"] == "20"


def test_labels_that_came_in_are_left_out_from_then_on(visit: Visit) -> None:
    project = prepared_project()
    assert "Which 12 of 60 texts should" in text_of(visit("report", budget="12"))
    names = list(open_prepared(project).source.ids)
    records.add_labels(open_store(), project.id, "a", [(name, "greet") for name in names[:50]])
    assert "Which 10 of 10 unlabelled texts" in text_of(visit("report", budget="10"))
    assert "Which 10 of 10 unlabelled texts" in text_of(visit("report", budget="12"))
    records.add_labels(open_store(), project.id, "a", [(name, "greet") for name in names[50:]])
    assert "at most the 0 unlabelled rows" in visit("report").error[0].value


def test_both_files_are_offered_with_title_and_whom_they_are_for(
    visit: Visit, downloads: dict[str, Any]
) -> None:
    measured_project({"knn_uncertainty": 70, "random": 60})
    app = visit("report")
    title, prepared_for = (
        next(found for found in app.text_input if found.label == label) for label in ("Title", "Prepared for")
    )
    title.set_value("For <b>Nepal</b>").run()
    prepared_for.set_value("the board").run()
    assert not app.exception
    page = downloads["Download HTML"]().decode()
    assert "<title>For &lt;b&gt;Nepal&lt;/b&gt;</title>" in page
    assert "Prepared for the board" in page
    slides = Presentation(io.BytesIO(downloads["Download PowerPoint"]()))
    assert slides.core_properties.title == "For <b>Nepal</b>"


def test_prices_of_the_project_are_summed(visit: Visit) -> None:
    project = measured_project({"knn_uncertainty": 70, "random": 60})
    put_setting(project, "prices", Prices("EUR", price=2).to_json())
    assert "40 EUR" in text_of(visit("report"))


def test_a_project_that_is_not_prepared_is_sent_to_data(visit: Visit) -> None:
    app = visit("report")
    assert not app.get("download_button")


def test_a_strategy_that_chooses_from_other_data_is_left_out(visit: Visit) -> None:
    prepared_project(gold=True)
    app = visit("report", strategy=["gold", "random"])
    assert not app.exception
    assert not app.error


def test_a_run_that_was_stale_is_not_called_so_once_the_same_comes_of_preparing_again(visit: Visit) -> None:
    project = prepared_project()
    labelled = POOL.replace("\n", ",x\n").replace("lang,x", "lang,label").encode()  # decides nothing of a run
    project, _ = put_file(project, "pool", "my pool.csv", labelled)
    before = prepared_key(project)
    assert "have changed since it was prepared" in text_of(visit("report"))
    made = json.loads((project.prepared_folder / "prepare.json").read_text(encoding="utf-8"))
    made["source"]["content_hash"] = project.uploads["pool"].content_hash
    write(project.prepared_folder / "prepare.json", made)
    record_prepared(project, project.prepared_folder)
    assert prepared_key(project) == before
    assert "have changed since it was prepared" not in text_of(visit("report"))


def test_a_report_is_of_the_day_on_which_it_is_looked_at(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared_project()
    for day in (1, 2):
        clock = type("Clock", (datetime,), {"now": lambda _, day=day: datetime(2031, 5, day, tzinfo=UTC)})
        monkeypatch.setattr("demux_core.report.heading.datetime", clock)
        monkeypatch.setattr("pages.ui.shared.report_cache.datetime", clock)
        assert f"{day} May 2031" in text_of(visit("report"))


def test_a_linear_probe_is_offered_by_name_behind_fine_tuned_models(visit: Visit) -> None:
    project = measured_project({"knn_uncertainty": 70, "random": 60}, name="tuned")
    probe = {"experiment": "low_budget_probe", "learner": "probe"}
    add_experiment(project, "probed", {"knn_uncertainty": 55, "random": 60}, **probe)
    app = visit("report")
    assert experiments(app).options == ["probed (linear probe)", "tuned (fine-tuned)", "None"]
    assert experiments(app).value == "tuned"
    assert "Scores of fine-tuned models." in text_of(app)
    said = text_of(experiments(app).set_value("probed").run())
    assert "Label 20 texts drawn at random (measured with a linear probe)." in said
    assert "it is not shown that it predicts what a fine-tuned model gains" in said

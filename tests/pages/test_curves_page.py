import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Selectbox

from demux_core.projects import Project, create_project
from tests.make_results import learning

Visit = Callable[..., AppTest]


def with_experiment(frame: pd.DataFrame, name: str = "first") -> Project:
    project = create_project("Greetings")
    folder = project.folder / "experiments" / name
    folder.mkdir(parents=True)
    frame.to_csv(folder / "results.csv", index=False)
    return project


def drawn(app: AppTest) -> list[str]:
    figure = json.loads(app.get("plotly_chart")[0].proto.spec)
    return [trace["name"] for trace in figure["data"] if "name" in trace]


def box(app: AppTest, label: str) -> Selectbox:
    return next(found for found in app.selectbox if found.label == label)


def text_of(app: AppTest) -> str:
    return "\n".join(element.value for element in [*app.markdown, *app.caption])


def test_without_an_own_experiment_the_published_curves_are_shown_and_how_to_run_one(visit: Visit) -> None:
    project = create_project("Greetings")
    app = visit("curves")
    assert drawn(app) == [
        "KNN-UNCERTAINTY", "AVERAGE-DIST", "UNCERTAINTY", "RANDOM", "EGALITARIAN", "GOLD", "EN-FT"
    ]  # fmt: skip
    assert "python -m demux_core experiment" in app.code[0].value
    assert str(Path(project.slug) / "experiments") in app.code[0].value


def test_the_page_needs_no_project(visit: Visit) -> None:
    assert len(visit("curves").get("plotly_chart")) == 1


def test_the_published_losses_are_said(visit: Visit) -> None:
    app = visit("curves")
    assert "UNCERTAINTY loses to RANDOM by 33.3" in text_of(app)
    assert "best of 2 baselines" in text_of(app)


def test_the_reading_follows_the_budget(visit: Visit) -> None:
    app = visit("curves")
    app.select_slider[0].set_value(1000).run()
    reading = app.table[0].value.set_index("Strategy")
    assert reading.loc["GOLD", "Score"] == "87.7 ± 2.3"
    assert reading.loc["EN-FT", "Score"] == "65.6"


def test_random_cannot_be_taken_away(visit: Visit) -> None:
    app = visit("curves")
    app.pills[0].set_value(["gold"]).run()
    assert drawn(app) == ["RANDOM", "GOLD"]


def test_five_rounds_can_be_read_for_one_language(visit: Visit) -> None:
    app = visit("curves")
    box(app, "Results").set_value("five_rounds").run()
    box(app, "Language").set_value("te").run()
    assert not app.exception
    assert "EN-FT" not in drawn(app)  # the paper has no EN-FT of single languages
    assert "Of 120 comparisons (24 targets" in text_of(app)


def test_an_own_experiment_comes_first_and_is_not_explained(visit: Visit) -> None:
    with_experiment(learning({"knn_uncertainty": 6, "random": 4, "gold": 9}))
    app = visit("curves")
    assert drawn(app) == ["KNN-UNCERTAINTY", "RANDOM", "GOLD", "EN-FT"]
    assert not app.code
    assert "KNN-UNCERTAINTY beats RANDOM by 1.0." in text_of(app)


def test_an_experiment_without_random_is_warned_about(visit: Visit) -> None:
    with_experiment(learning({"knn_uncertainty": 6}))
    assert "no RANDOM" in visit("curves").warning[0].value


def test_an_experiment_that_has_only_begun_says_so(visit: Visit) -> None:
    with_experiment(learning({}))
    app = visit("curves")
    assert "starting model" in app.info[0].value


def test_several_experiments_in_one_file_are_chosen_among(visit: Visit) -> None:
    frame = learning({"knn_uncertainty": 6, "random": 4})
    with_experiment(pd.concat([frame, frame.assign(metric="macro_f1")]))
    app = visit("curves")
    score = box(app, "Score")
    assert score.options == ["Accuracy", "Macro-F1"]
    assert not score.set_value("macro_f1").run().exception


def test_a_damaged_file_is_an_error_in_place(visit: Visit) -> None:
    with_experiment(learning({"random": 4}).drop(columns="score"))
    app = visit("curves")
    assert app.error[0].value.startswith("first\\: results need the columns")


def test_the_paper_s_tables_can_be_read(visit: Visit) -> None:
    app = visit("curves")
    assert "above EGALITARIAN in 50 of 60 rows" in text_of(app)
    for which, says in (("Small budgets (table 11)", "69 of 70"), ("Same language mix (table 10)", "of 20")):
        app.segmented_control[0].set_value(which).run()
        assert says in text_of(app)


def test_the_numbers_can_be_downloaded(visit: Visit) -> None:
    assert [button.label for button in visit("curves").get("download_button")] == ["Download CSV"]

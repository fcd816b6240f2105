import json
import os
from collections.abc import Callable
from itertools import product
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Button, Selectbox

from demux_core.base.palette import TARGET_COLOR
from demux_core.experiments.cells import Cell, CellRecord, ScoreParts
from demux_core.experiments.results_files import open_results
from demux_core.explain.number_format import format_interval
from demux_core.jobs import job_queue
from demux_core.report.reading import read_experiment
from demux_core.strategies import EN_FT
from demux_core.workflows.experiment_jobs import experiment_statuses, start_experiment
from demux_core.workspace.experiments import list_experiments
from demux_core.workspace.imported_results import import_results, import_table
from demux_core.workspace.project import Project, create_project
from demux_core.workspace.project_files import put_file
from tests.helpers.fabricated_project import GOLD, prepared_project
from tests.helpers.fabricated_report import add_experiment
from tests.helpers.make_results import learning

Visit = Callable[..., AppTest]


@pytest.fixture
def visit(visit: Visit) -> Visit:
    """``visit("curves")`` shows all results, whoever measured them."""
    return lambda page, **address: visit(page, {"curves_view": "All results"}, **address)


def with_experiment(frame: pd.DataFrame, name: str = "first") -> Project:
    project = create_project("Greetings")
    import_table(project, name, "results.csv", frame.to_csv(index=False).encode())
    return project


def drawn(app: AppTest) -> list[str]:
    figure = json.loads(app.get("plotly_chart")[0].proto.spec)
    return [trace["name"] for trace in figure["data"] if "name" in trace]


def view(app: AppTest, name: str) -> AppTest:
    app.segmented_control(key="curves_view").set_value(name).run()
    assert not app.exception
    return app


def box(app: AppTest, label: str) -> Selectbox:
    return next(found for found in app.selectbox if found.label == label)


def text_of(app: AppTest) -> str:
    return "\n".join(element.value for element in [*app.markdown, *app.caption])


def test_without_an_own_experiment_the_published_curves_are_shown(visit: Visit) -> None:
    create_project("Greetings")
    app = visit("curves")
    assert drawn(app) == [
        "KNN-UNCERTAINTY", "AVERAGE-DIST", "UNCERTAINTY", "RANDOM", "EGALITARIAN", "GOLD", "EN-FT"
    ]  # fmt: skip


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


def test_what_was_taken_away_stays_away_on_the_next_visit(visit: Visit) -> None:
    app = visit("curves")
    app.pills[0].set_value(["gold"]).run()
    app.switch_page("pages/report.py").run()
    app.switch_page("pages/curves.py").run()
    assert drawn(app) == ["RANDOM", "GOLD"]
    box(app, "Data").set_value("tydiqa").run()
    assert "KNN-UNCERTAINTY" not in drawn(app)


def test_five_rounds_can_be_read_for_one_language(visit: Visit) -> None:
    app = visit("curves")
    box(app, "Results").set_value("five_rounds").run()
    box(app, "Language").set_value("te").run()
    assert not app.exception
    assert "EN-FT" not in drawn(app)  # the paper has no EN-FT of single languages
    assert "Of 120 comparisons (24 targets" in text_of(app)


def test_an_own_experiment_comes_first(visit: Visit) -> None:
    with_experiment(learning({"knn_uncertainty": 6, "random": 4, "gold": 9}))
    app = visit("curves")
    assert drawn(app) == ["KNN-UNCERTAINTY", "RANDOM", "GOLD", "EN-FT"]
    assert "KNN-UNCERTAINTY beats RANDOM by 1.0 (95% interval over seeds +1.0 to +1.0)." in text_of(app)


def test_a_share_of_a_few_comparisons_is_not_shown(visit: Visit) -> None:
    with_experiment(learning({"knn_uncertainty": 6, "random": 4}))
    app = visit("curves")
    assert "comparisons" not in text_of(app)
    assert "at least 4 comparisons" in text_of(view(app, "Evidence"))


def test_an_experiment_without_random_is_warned_about(visit: Visit) -> None:
    with_experiment(learning({"knn_uncertainty": 6}))
    assert "RANDOM is missing" in visit("curves").warning[0].value


def test_an_experiment_that_has_only_begun_says_so(visit: Visit) -> None:
    with_experiment(learning({}))
    app = visit("curves")
    assert "No strategy has finished yet" in app.info[0].value


def test_several_experiments_in_one_file_are_chosen_among(visit: Visit) -> None:
    frame = learning({"knn_uncertainty": 6, "random": 4})
    with_experiment(pd.concat([frame, frame.assign(metric="macro_f1")]))
    app = visit("curves")
    score = box(app, "Score")
    assert score.options == ["Accuracy", "Macro-F1"]
    assert not score.set_value("macro_f1").run().exception


def test_the_paper_s_tables_can_be_read(visit: Visit) -> None:
    app = view(visit("curves"), "The paper's tables")
    assert "above EGALITARIAN in 50 of 60 rows" in text_of(app)
    assert not [found for found in app.expander if "Measure" in found.label]  # nothing to measure there
    for which, says in (("Small budgets (table 11)", "69 of 70"), ("Same language mix (table 10)", "of 20")):
        app.segmented_control(key="paper_table").set_value(which).run()
        assert says in text_of(app)
    assert "`demux reproduce` runs these experiments again" in text_of(app)


def test_the_numbers_can_be_downloaded(visit: Visit) -> None:
    labels = [button.label for button in visit("curves").get("download_button")]
    assert labels == ["Download CSV", "Download Excel"]


LABELLED = "text,label,lang\n" + "".join(
    f"hello {i},{'ab'[i % 2]},{'en' if i < 20 else 'hi'}\n" for i in range(40)
)


def project_to_measure(pool: str = LABELLED) -> Project:
    project = create_project("Greetings")
    english = LABELLED.replace("hello", "good day")
    for role, content in (("pool", pool), ("train", english), ("test", LABELLED.replace("hello", "x"))):
        put_file(project, role, f"{role}.csv", content.encode())
    return put_file(project, "target", "target.csv", b"text,lang\nnamaste,ne\nnamaskar,ne\n")[0]


def opened(app: AppTest) -> AppTest:
    app.session_state["measure"] = True
    app.run()
    assert not app.exception
    return app


def start_button(app: AppTest) -> Button:
    return next(button for button in app.button if button.label == "Start")


@pytest.fixture(autouse=True)
def no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Jobs, the live probe among them, are claimed and never end."""
    monkeypatch.setattr("demux_core.jobs.processes.start", lambda *_: (os.getpid(), None))


def test_what_an_experiment_still_needs_is_said(visit: Visit) -> None:
    create_project("Greetings")
    app = opened(visit("curves"))
    assert "files are missing: source pool, target sample, labelled English data, test" in app.info[0].value
    assert [link.proto.label for link in app.get("page_link")] == ["Add them on Data"]


def test_a_pool_without_labels_cannot_be_simulated(visit: Visit) -> None:
    project_to_measure("text,lang\nhello,en\nbonjour,fr\n")
    app = opened(visit("curves"))
    assert "needs labels to simulate the annotation" in app.info[0].value
    assert [button.label for button in app.button if button.label == "Start"] == []


def test_a_plan_says_how_many_models_it_trains_and_what_is_wrong_with_it(visit: Visit) -> None:
    project_to_measure()
    app = opened(visit("curves"))
    assert "**12 models** to train" in text_of(app)  # the pool allows one of the usual budgets
    field = {text.label: text for text in app.text_input}
    field["Budgets"].set_value("5, 10, 20").run()
    assert "**36 models** to train and score" in text_of(app)  # 4 strategies, 3 budgets, 3 seeds
    for budgets, says in (("5, ten", "whole numbers separated by commas"), ("50", "at most the 40 rows")):
        field["Budgets"].set_value(budgets).run()
        assert says in app.error[0].value
        assert start_button(app).disabled


def test_where_gold_is_chosen_budgets_end_at_its_rows(visit: Visit) -> None:
    put_file(project_to_measure(), "gold", "gold.csv", GOLD.encode())
    app = opened(visit("curves"))
    budgets = next(text for text in app.text_input if text.label == "Budgets")
    assert budgets.value == "10"
    assert not start_button(app).disabled
    budgets.set_value("10, 20").run()
    assert "at most the 12 rows of the labelled target data" in app.error[0].value
    assert "got 20; lower them, leave GOLD out or add data" in app.error[0].value
    strategies = next(pills for pills in app.pills if pills.label == "Strategies besides RANDOM")
    strategies.set_value(["average_dist"]).run()
    assert not app.error


def test_a_started_experiment_is_chosen_and_shows_how_far_it_is(visit: Visit) -> None:
    project = project_to_measure()
    app = opened(visit("curves"))
    next(text for text in app.text_input if text.label == "Budgets").set_value("5, 10").run()
    start_button(app).click().run()
    assert not app.exception
    (waiting,) = experiment_statuses(project)
    assert waiting.active
    assert {"--replay", "--strategies=random"} - set(waiting.job.request.arguments) == {"--strategies=random"}
    assert box(app, "Results").value == "own/Experiment 1"
    assert "Cancel" in [button.label for button in app.button]
    assert "No strategy has finished yet" in "".join(info.value for info in app.info)


def test_a_finished_experiment_is_not_begun_again_with_another_plan(visit: Visit) -> None:
    project = project_to_measure()
    import_table(project, "first", "a.csv", learning({"random": 4}).to_csv(index=False).encode())
    app = opened(visit("curves"))
    next(text for text in app.text_input if text.label == "Name").set_value("first").run()
    start_button(app).click().run()
    assert "give this one another name" in app.error[0].value
    assert [(one.name, one.job) for one in experiment_statuses(project)] == [("first", None)]


def test_an_experiment_that_was_cancelled_can_be_resumed(visit: Visit) -> None:
    project = project_to_measure()
    import_table(project, "first", "a.csv", learning({"random": 4}).to_csv(index=False).encode())
    job_queue.cancel(start_experiment(project, "first", {"strategies": "random", "budgets": "5"}))
    app = visit("curves")
    assert "10 finished models saved" in text_of(app)
    next(button for button in app.button if button.label == "Resume").click().run()
    assert experiment_statuses(project)[0].active


def test_a_table_alone_can_be_imported_and_has_no_intervals_over_test_rows(visit: Visit) -> None:
    project_to_measure()
    app = opened(visit("curves"))
    content = learning({"knn_uncertainty": 6, "random": 4}).to_csv(index=False).encode()
    app.file_uploader[0].set_value(("mine.csv", content, "text/csv")).run()
    next(button for button in app.button if button.label == "Import").click().run()
    assert box(app, "Results").value == "own/mine"
    assert "KNN-UNCERTAINTY beats RANDOM by 1.0 (95% interval over seeds +1.0 to +1.0)." in text_of(app)
    assert "These results contain only scores" in view(app, "Evidence").info[0].value


def test_a_file_that_is_no_table_of_results_is_an_error_in_place(visit: Visit) -> None:
    project_to_measure()
    app = opened(visit("curves"))
    app.file_uploader[0].set_value(("mine.csv", b"a,b\n1,2\n", "text/csv")).run()
    next(button for button in app.button if button.label == "Import").click().run()
    assert "mine\\.csv: results need the columns" in app.error[0].value.replace("\\:", ":")


def with_cells(
    project: Project,
    folder: Path,
    like: str | None = "knn_uncertainty",
    start: bool = False,
    name: str = "topic-ur",
    main: str = "accuracy",
    best: int = 9,
    less: int = 0,
    kind: str = "low_budget",
) -> None:
    """An experiment as it is measured: with test rows and chosen languages; the second seed wins ``less``."""
    manifest = {
        "experiment": kind,
        "task": "sequence",
        "inputs": {"source": {"name": "pool"}, "target": {"name": "target"}},
        "model": {"name": "default"},
        "like": like,
    }
    with open_results(folder / f"{name}.csv", manifest) as kept:
        cells = [
            (right - less * (strategy == "knn_uncertainty" and seed == 22), Cell(strategy, seed, 1, budget))
            for strategy, right in (("random", 5), ("knn_uncertainty", best), ("same_distribution", 5))
            for seed, budget in product((2, 22), (10, 50))
        ]
        for right, cell in [(3, Cell(EN_FT, 42, 0, 0)), *cells] if start else cells:
            record = CellRecord(
                cell,
                scores={"ur": {"accuracy": 10.0 * right, main: 10.0 * right}},
                metric=main,
                items=ScoreParts([float(i < right) for i in range(10)], [1.0] * 10),
                languages={"hi": cell.budget - 1, "en": 1} if cell.budget else {},
            )
            kept.put(record)
    import_results(project, name, folder / f"{name}.csv")


def test_evidence_has_intervals_over_test_rows_language_mixes_and_the_premise(
    visit: Visit, tmp_path: Path
) -> None:
    with_cells(prepared_project(), tmp_path)
    app = view(visit("curves"), "Evidence")
    assert "differences from RANDOM" in text_of(app)
    table = next(table.value for table in app.table if "10 texts" in table.value).set_index("Strategy")
    assert table.loc["KNN-UNCERTAINTY", "10 texts"].startswith("+40.0 (")
    assert "the texts matter, not only their languages" in text_of(app)
    assert drawn(app) == ["Hindi", "English"]
    assert "premise of KNN-UNCERTAINTY" in text_of(app)
    assert "the model that the project was prepared with" in text_of(app)


def test_evidence_says_whether_any_label_helped(visit: Visit, tmp_path: Path) -> None:
    with_cells(prepared_project(), tmp_path, start=True)
    app = view(visit("curves"), "Evidence")
    next(choice for choice in app.segmented_control if choice.label == "Against").set_value(EN_FT).run()
    assert "Of 6 differences from EN-FT, 2 are clearly above 0" in text_of(app)
    table = next(table.value for table in app.table if "10 texts" in table.value).set_index("Strategy")
    assert table.loc["RANDOM", "10 texts"].startswith("+20.0 (")


def test_a_verdict_counts_the_test_rows_as_the_report_does(visit: Visit, tmp_path: Path) -> None:
    project = prepared_project()
    with_cells(project, tmp_path)
    said = text_of(visit("curves"))
    (experiment,) = list_experiments(project)
    found = read_experiment(experiment, 10)
    assert found is not None
    row = found.against_random.set_index("strategy").loc["knn_uncertainty"]
    assert row["low"] < row["delta"] < row["high"]  # of seeds alone both ends were the difference
    assert (
        f"KNN-UNCERTAINTY beats RANDOM by 40.0 (95% interval {format_interval(row['low'], row['high'])})"
        in said
    )


@pytest.mark.parametrize("baseline", ["random", EN_FT])
def test_a_gain_that_seeds_do_not_share_is_not_clear_on_any_page(
    visit: Visit, tmp_path: Path, baseline: str
) -> None:
    """The bootstrap alone, which draws of two seeds, would call it clear."""
    project = prepared_project()
    with_cells(project, tmp_path, best=10, less=2, start=True)
    app = visit("curves")
    assert "KNN-UNCERTAINTY is 40.0 above RANDOM" in text_of(app)
    view(app, "Evidence")
    next(choice for choice in app.segmented_control if choice.label == "Against").set_value(baseline).run()
    table = next(table.value for table in app.table if "10 texts" in table.value).set_index("Strategy")
    assert "*" not in table.loc["KNN-UNCERTAINTY", "10 texts"]
    assert "no difference is clear" in text_of(app)  # from SAME-DISTRIBUTION
    found = read_experiment(list_experiments(project)[0], 10)
    assert found is not None
    row = found.against_random.set_index("strategy").loc["knn_uncertainty"]
    assert row["low"] < 0 < row["high"]  # nor in the report


def test_evidence_has_no_interval_for_one_seed(visit: Visit) -> None:
    project = prepared_project()
    add_experiment(project, "first", {"knn_uncertainty": 70, "random": 60}, seeds=(2,))
    said = text_of(view(visit("curves"), "Evidence"))
    assert "With only one seed, no difference from RANDOM counts as clear" in said


def test_evidence_without_uncertainty_says_so(visit: Visit) -> None:
    project = prepared_project(uncertain=False)
    add_experiment(project, "first", {"knn_uncertainty": 70, "random": 60})
    said = text_of(view(visit("curves"), "Evidence"))
    assert "Not known for this project" in said
    assert "Include it in the next experiment" in said


def test_where_no_strategy_to_copy_was_named_the_usual_one_was_copied(visit: Visit, tmp_path: Path) -> None:
    with_cells(prepared_project(), tmp_path, like=None)
    said = text_of(view(visit("curves"), "Evidence"))
    assert "KNN-UNCERTAINTY against random texts in the same languages" in said


def test_our_own_measurements_stand_beside_the_published_ones(
    visit: Visit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_cells(create_project("Greetings"), tmp_path)
    monkeypatch.setattr("demux_core.analysis.published_tables.MEASURED", tmp_path)
    app = visit("curves")
    box(app, "Results").set_value("measured").run()
    assert drawn(app) == ["KNN-UNCERTAINTY", "RANDOM", "SAME-DISTRIBUTION"]
    assert "differences from RANDOM" in text_of(view(app, "Evidence"))


def test_measurements_that_are_judged_by_another_score_are_not_pooled(
    visit: Visit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = create_project("Greetings")
    for name, main, best in (("one", "accuracy", 9), ("two", "accuracy", 9), ("third", "f1", 5)):
        with_cells(project, tmp_path, name=name, main=main, best=best)
    monkeypatch.setattr("demux_core.analysis.published_tables.MEASURED", tmp_path)
    app = visit("curves")
    box(app, "Results").set_value("measured").run()
    box(app, "Score").set_value("accuracy").run()
    view(app, "Evidence")
    table = next(table.value for table in app.table if "10 texts" in table.value).set_index("Strategy")
    assert table.loc["KNN-UNCERTAINTY", "10 texts"].startswith("+40.0 (")  # a third less with the third


def test_a_language_that_one_seed_chose_once_has_not_the_colour_of_the_target(visit: Visit) -> None:
    app = visit("curves")
    box(app, "Results").set_value("measured").run()
    box(app, "Task").set_value("token").run()
    box(app, "Experiment").set_value("pos-ur").run()
    view(app, "Evidence")
    traces = json.loads(app.get("plotly_chart")[0].proto.spec)["data"]
    assert [trace["name"] for trace in traces if trace["marker"]["color"] == TARGET_COLOR] == ["Urdu"]


PROBE = {"experiment": "low_budget_probe"}
STAND_IN = "A linear probe is a quick stand-in for fine-tuning"


def choose_learner(app: AppTest, learner: str) -> AppTest:
    choice = next(one for one in app.segmented_control if one.label == "How models are trained")
    choice.set_value(learner).run()
    assert not app.exception
    return app


def test_a_linear_probe_is_offered_with_more_budgets_and_seeds(visit: Visit) -> None:
    project = project_to_measure()
    app = opened(visit("curves"))
    choice = next(one for one in app.segmented_control if one.label == "How models are trained")
    assert choice.options == ["Linear probe (seconds)", "Fine-tuning (minutes a model)"]
    assert choice.value == "fine_tune"
    choose_learner(app, "probe")
    field = {text.label: text for text in app.text_input}
    assert field["Budgets"].value == "5, 10, 25"
    assert field["Seeds"].value == "1, 2, 3, 4, 5, 6, 7, 8, 9, 10"
    assert "**120 linear probes** to fit and score, about" in text_of(app)
    assert not app.toggle
    start_button(app).click().run()
    (waiting,) = experiment_statuses(project)
    assert waiting.learner == "probe"
    assert box(app, "Results").value == "own/Experiment 1"
    assert "Experiment 1 (linear probe)" in box(app, "Results").options


def test_for_question_answering_only_fine_tuning_is_offered_and_the_reason_is_said(visit: Visit) -> None:
    rows = [
        {"id": str(i), "question": f"where {i}", "context": f"it is here {i}", "lang": "en", "answers": [
            {"text": "here", "start": 6}
        ]}
        for i in range(12)
    ]  # fmt: skip
    project = create_project("Questions")
    for role in ("pool", "target", "train", "test"):
        named = [{**row, "context": f"{row['context']} {role}"} for row in rows]
        project, _ = put_file(project, role, f"{role}.json", json.dumps(named).encode())
    app = opened(visit("curves"))
    assert "Only fine-tuning is offered" in text_of(app)
    assert "question answering has none" in text_of(app)
    assert "How models are trained" not in [one.label for one in app.segmented_control]
    assert not start_button(app).disabled


def test_scores_name_their_learner_and_a_probe_is_called_a_stand_in(visit: Visit) -> None:
    frame = learning({"knn_uncertainty": 6, "random": 4})
    with_experiment(frame, "tuned")
    app = visit("curves")
    assert "Scores of fine-tuned models." in text_of(app)
    assert STAND_IN not in text_of(app)
    with_experiment(frame.assign(**PROBE), "probed")
    app = visit("curves", project="greetings-2")
    assert "probed (linear probe)" in box(app, "Results").options
    for name in ("Curves", "Evidence"):
        said = text_of(view(app, name))
        assert "Scores of a linear probe: a linear head on the frozen model." in said
        assert STAND_IN in said
    assert STAND_IN not in text_of(view(app, "The paper's tables"))


def test_our_own_measurements_of_probes_stand_apart_from_those_of_fine_tuned_models(
    visit: Visit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = create_project("Greetings")
    for name in ("pos-fr", "pos-ur"):
        with_cells(project, tmp_path, name=name)
    with_cells(project, tmp_path, name="pos-ur-linear", best=7, kind="low_budget_probe")
    monkeypatch.setattr("demux_core.analysis.published_tables.MEASURED", tmp_path)
    app = visit("curves")
    box(app, "Results").set_value("measured").run()
    assert box(app, "Experiment").options == ["pos-fr: Urdu", "pos-ur: Urdu"]
    assert "Of 4 comparisons" in text_of(app)  # two tables, two budgets each
    box(app, "Results").set_value("measured_probe").run()
    assert STAND_IN in text_of(app)
    assert "comparisons" not in text_of(app)  # two do not suffice
    table = next(one.value for one in view(app, "Evidence").table if "10 texts" in one.value)
    assert table.set_index("Strategy").loc["KNN-UNCERTAINTY", "10 texts"].startswith("+20.0 (")


def test_a_download_names_the_learner(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    found = []
    monkeypatch.setattr("streamlit.download_button", lambda label, data, *_, **__: found.append(data))
    with_experiment(learning({"knn_uncertainty": 6, "random": 4}).assign(**PROBE))
    visit("curves")
    header, first = found[0].decode("utf-8-sig").splitlines()[:2]
    assert header.endswith(",learner")
    assert first.endswith("linear probe: a linear head on the frozen model")

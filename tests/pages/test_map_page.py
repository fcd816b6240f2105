import os
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from demux_core.analysis.clusters import find_clusters
from demux_core.explain.map_points import PointRows
from demux_core.jobs import processes
from demux_core.workflows.preparation_jobs import start_prepare
from demux_core.workflows.selection import SelectionPlan, select_for_project
from demux_core.workspace import open_store, records
from demux_core.workspace.prepared import open_prepared
from demux_core.workspace.project_files import put_file
from demux_core.workspace.saved_selections import list_saved, open_saved
from pages.ui.shared import prepared_cache, remembered, screen
from tests.helpers.drawn_map import legend, marked, message
from tests.helpers.fabricated_project import (
    POOL,
    SENTENCES,
    annotatable_project,
    prepared_project,
    project_with_files,
)

Visit = Callable[..., AppTest]


def test_without_a_prepared_run_the_page_says_what_to_do(visit: Visit) -> None:
    assert "prepare the project" in visit("map").info[0].value
    project_with_files()
    assert "prepare the project" in visit("map").info[0].value


def test_the_map_shows_languages_target_and_the_chosen_points(visit: Visit) -> None:
    prepared_project()
    assert legend(visit("map", budget="7")) == [
        "Hindi (30)",
        "English (20)",
        "Urdu (10)",
        "Target sample (8)",
        "KNN-UNCERTAINTY (7)",
    ]


def test_another_strategy_can_be_marked(visit: Visit) -> None:
    prepared_project()
    app = visit("map", budget="7", strategy=["average_dist", "random"])
    app.pills[0].set_value(["random"]).run()
    assert legend(app)[-1] == "RANDOM (7)"


def test_points_that_are_chosen_by_their_words_can_be_marked(visit: Visit) -> None:
    annotatable_project(SENTENCES, ".jsonl", SENTENCES)
    assert legend(visit("map", budget="1", strategy=["token_nn"]))[-1] == "TOKEN-NN (1)"


def test_points_that_are_labelled_are_not_chosen_as_on_selection(visit: Visit) -> None:
    project = prepared_project()
    run = open_prepared(project)
    done = select_for_project(run, "random", SelectionPlan(7)).rows.tolist()
    address = {"budget": "7", "strategy": ["random"]}
    assert sorted(marked(visit("map", **address), "RANDOM")) == sorted(done)
    records.add_labels(open_store(), project.id, "a", [(run.source.ids[row], "greet") for row in done])
    assert sorted(marked(visit("map", **address), "RANDOM")) == sorted(
        select_for_project(run, "random", SelectionPlan(7, labelled=tuple(sorted(done)))).rows
    )


def test_same_distribution_follows_what_was_chosen_for_it_on_selection(visit: Visit) -> None:
    run = open_prepared(prepared_project())
    app = visit("selection", budget="9", strategy=["same_distribution"])
    app.selectbox(key="like").set_value("egalitarian").run()
    app.switch_page("pages/map.py").run()
    app.pills[0].set_value(["same_distribution"]).run()
    plan = SelectionPlan(9, like="egalitarian")
    assert sorted(marked(app, "SAME-DISTRIBUTION")) == sorted(
        select_for_project(run, "same_distribution", plan).rows
    )
    assert (
        select_for_project(run, "egalitarian", plan).language_counts()
        != select_for_project(run, SelectionPlan.like, plan).language_counts()
    )


@pytest.mark.parametrize("page", ["map", "report"])
def test_a_copied_mix_may_be_that_of_the_numbers_set_on_selection(visit: Visit, page: str) -> None:
    prepared_project()
    app = visit("selection", budget="9", strategy=["same_distribution", "litmus"])
    app.selectbox(key="like").set_value("litmus").run()
    app.switch_page(f"pages/{page}.py").run()
    assert not app.exception
    assert not [*app.error, *app.warning]


COMPARED = {"budget": "7", "strategy": ["knn_uncertainty", "random"]}


@pytest.mark.parametrize("page", ["map", "report"])
def test_strategies_that_only_selection_shows_say_so_and_others_why_they_cannot_run(
    visit: Visit, page: str
) -> None:
    prepared_project(gold=True, uncertain=False)
    app = visit(page)
    notes = {line.value.split("**")[1]: line.value for line in app.markdown if line.value.startswith("**")}
    assert all("  \n:orange[Shown on the Selection page only.]" in notes[name] for name in ("LITMUS", "GOLD"))
    assert "Cannot run here: the model has no task head" in notes["KNN-UNCERTAINTY"].replace("\\", "")
    assert ":orange" not in notes["RANDOM"]
    (listed,) = [line.value for line in app.caption if line.value.startswith("Not available here")]
    assert {"KNN-UNCERTAINTY", "LITMUS", "GOLD"} <= set(listed.split(": ")[1].split(".")[0].split(", "))


def test_the_address_says_how_to_look_at_the_map_and_follows_what_is_chosen(visit: Visit) -> None:
    prepared_project()
    app = visit("map", colour="density", **COMPARED)
    assert app.selectbox("colour").value == "density"
    assert message(app)["scale"]["title"] == ["Pool texts nearby"]
    app.segmented_control("view").set_value("compare").run()
    app.selectbox("colour").set_value("strategy").run()
    assert app.query_params["view"] == "compare"
    assert app.query_params["colour"] == "strategy"
    app.segmented_control("view").set_value("map").run()
    assert "view" not in app.query_params


def test_an_address_that_asks_for_what_is_not_there_shows_the_usual_map(visit: Visit) -> None:
    prepared_project(uncertain=False)
    app = visit("map", view="globe", colour="uncertainty", budget="7")
    assert (app.segmented_control("view").value, app.selectbox("colour").value) == ("map", "language")
    assert "Hindi (30)" in legend(app)


def test_a_margin_is_called_a_margin_and_low_is_uncertain(visit: Visit) -> None:
    prepared_project()
    app = visit("map", colour="uncertainty", budget="7")
    assert "Margin" in app.selectbox("colour").options
    assert message(app)["scale"]["title"] == ["Margin", "low = uncertain"]


def test_colours_of_strategies_show_all_of_them_without_marks(visit: Visit) -> None:
    prepared_project()
    app = visit("map", colour="strategy", **COMPARED)
    assert {"KNN-UNCERTAINTY", "RANDOM", "Not chosen"} <= {name.split(" (")[0] for name in legend(app)}
    assert not app.pills


def test_the_page_says_what_near_means_on_this_map_and_what_the_legend_can_do(visit: Visit) -> None:
    prepared_project()
    (said,) = [line.value for line in visit("map", budget="7").caption if "legend" in line.value]
    assert "share its language" in said
    assert "double-click to see it alone" in said


def test_without_labels_the_page_says_so_and_shows_languages(visit: Visit) -> None:
    prepared_project()
    app = visit("map", colour="label", budget="7")
    assert "No text has a label yet" in app.info[0].value
    assert "Hindi (30)" in legend(app)


def test_a_word_is_found_and_flown_to(visit: Visit) -> None:
    prepared_project()
    app = visit("map", budget="7")
    app.text_input("find").set_value("HELLO <b>").run()
    assert "Found (20)" in legend(app)
    assert any("20 texts found" in line.value for line in app.markdown)
    app.selectbox("focus_HELLO <b>").set_value(2).run()
    assert message(app)["focus"]["lines"][0] == ["text", "hello <b>there</b> 2"]
    app.text_input("find").set_value("[none](x)").run()
    assert any("No text contains" in line.value and "\\[none" in line.value for line in app.caption)


def test_texts_near_in_meaning_are_listed_nearest_first_and_can_be_kept(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = prepared_project()
    ids = list(open_prepared(project).source.ids)
    monkeypatch.setattr(prepared_cache, "search_by_meaning", lambda *_: PointRows((9, 2), (0,)))
    app = visit("map", budget="7")
    app.toggle("find_by_meaning").set_value(True).run()
    app.text_input("find").set_value("doctor").run()
    assert "**3 texts nearest in meaning** (2 pool, 1 target)" in [line.value for line in app.markdown]
    assert app.dataframe[-1].value["id"].tolist()[:2] == [ids[9], ids[2]]
    app.session_state["use_nearest_in_meaning"] = True  # the popover is open
    app.run()
    app.button("add_nearest_in_meaning").click().run()
    assert not app.exception
    assert open_saved(list_saved(project)[0])["id"].tolist() == [ids[9], ids[2]]


def test_of_many_points_found_the_table_says_that_it_has_the_first_ones(visit: Visit) -> None:
    pool = "text,lang\n" + "".join(f"hello {i},en\n" for i in range(210))
    project = annotatable_project(pool, ".csv", "text,lang\nhello again,en\nनमस्कार,ne\n")
    app = visit("map", project=project.slug, budget="7")
    app.text_input("find").set_value("hello").run()
    said = [line.value for line in app.markdown]
    assert "**The first 200 of 211 texts found** (199 pool, 1 target)" in said
    app.text_input("find").set_value("hello 1").run()
    assert "**111 texts found** (111 pool, 0 target)" in [line.value for line in app.markdown]


def test_strategies_are_compared_side_by_side_with_their_overlaps(visit: Visit) -> None:
    prepared_project()
    app = visit("map", view="compare", **COMPARED)
    titles = [(panel["title"], panel["note"]) for panel in message(app)["panels"]]
    assert titles == [("KNN-UNCERTAINTY", "7 texts"), ("RANDOM", "7 texts")]
    table = app.dataframe[0].value
    assert table[["first", "second"]].values.tolist() == [["KNN-UNCERTAINTY", "RANDOM"]]
    assert table["only_first"][0] + table["both"][0] == 7


def test_the_difference_counts_what_one_or_both_chose(visit: Visit) -> None:
    prepared_project()
    app = visit("map", view="difference", budget="30", strategy=["uncertainty", "random", "egalitarian"])
    only_a, only_b, both = (int(metric.value) for metric in app.metric[:3])
    assert only_a + both == only_b + both == 30
    assert app.metric[3].value == f"{both / (60 - both):.0%}"
    assert f"Both ({both})" in legend(app)
    assert len(app.dataframe[0].value) == 3
    app.selectbox("first_uncertainty_random_egalitarian").set_value("random").run()
    assert app.metric[0].label == "RANDOM only"


@pytest.mark.parametrize("view", ["compare", "difference"])
def test_one_strategy_has_nothing_to_be_compared_with(visit: Visit, view: str) -> None:
    prepared_project()
    app = visit("map", view=view, budget="7", strategy=["random"])
    assert "at least two strategies" in app.info[0].value


def test_a_run_that_cannot_be_opened_is_an_error_and_not_a_crash(visit: Visit, workspace: Path) -> None:
    prepared_project()
    for path in (workspace / "artifacts").glob("*.npy"):
        path.unlink()
    remembered.forget()  # other tests have shown a run of this content
    app = visit("map")
    assert len(app.error) == 1


def test_the_last_run_is_shown_while_another_is_prepared(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "start", lambda *_: (os.getpid(), 0.0))
    start_prepare(prepared_project())
    app = visit("map", budget="7")
    assert "being prepared again" in app.info[0].value
    assert "Urdu (10)" in legend(app)
    assert "Preparing Greetings" in app.sidebar.get("progress")[0].proto.text


def test_a_run_of_former_files_is_shown_with_a_warning(visit: Visit) -> None:
    put_file(prepared_project(), "pool", "pool.csv", POOL.replace("hello", "goodbye").encode())
    assert "last prepared state" in visit("map").warning[0].value


@pytest.mark.parametrize("phone", [False, True])
def test_on_a_phone_the_map_stands_above_the_settings(
    phone: bool, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared_project("Greetings")
    monkeypatch.setattr(screen, "is_phone", lambda: phone)
    app = visit("map")
    kinds = [getattr(element.proto, "component_name", element.type) for element in app.main]
    chart = kinds.index("demux_map")
    assert (chart < kinds.index("multiselect")) == phone
    assert (chart < kinds.index("text_input")) == phone


def test_clusters_are_named_in_the_legend_and_counted_with_what_strategies_chose(visit: Visit) -> None:
    run = open_prepared(prepared_project())
    clusters = find_clusters(run.source, run.target)
    app = visit("map", strategy=["average_dist"], budget="5", colour="cluster")
    shown = legend(app)
    for place, name in enumerate(clusters.names):
        assert f"{name} ({len(clusters.pool_rows(place))})" in shown
    (table,) = [each.value for each in app.dataframe if "pool" in each.value]
    assert table["name"].tolist() == list(clusters.names)
    assert table["average_dist"].sum() == 5

"""Coverage on the Selection page and on the map."""

import json
from collections import Counter
from collections.abc import Callable

import numpy as np
from streamlit.testing.v1 import AppTest

from demux_core.analysis.clusters import find_clusters
from demux_core.analysis.coverage import target_view
from demux_core.workflows.selection import SelectionPlan, select_for_project
from demux_core.workspace.prepared import PreparedProject, open_prepared
from demux_core.workspace.saved_selections import list_saved, open_saved
from tests.helpers.drawn_map import legend
from tests.helpers.fabricated_project import prepared_project

Visit = Callable[..., AppTest]
CHOSEN = {"strategy": ["average_dist"], "budget": "3"}


def text_of(app: AppTest) -> str:
    return "\n".join(element.value for element in [*app.markdown, *app.caption]).replace("\\", "")


def tables(app: AppTest, column: str) -> list:
    return [table.value for table in app.dataframe if column in table.value]


def covered(prepared: PreparedProject) -> np.ndarray:
    rows = select_for_project(prepared, "average_dist", SelectionPlan(3)).rows
    return target_view(prepared.source, prepared.target).coverage(rows).covered


def test_the_covered_target_texts_are_counted_beside_random_ones(visit: Visit) -> None:
    count = covered(open_prepared(prepared_project())).sum()
    app = visit("selection", **CHOSEN)
    said = f"Of 8 target texts, {count} have a chosen text near them with AVERAGE-DIST; with random texts, "
    assert said in text_of(app)
    drawn = json.loads(app.get("plotly_chart")[1].proto.spec)["data"]
    assert {trace.get("name") for trace in drawn} == {"AVERAGE-DIST", "RANDOM", None}


def test_the_target_texts_that_are_left_out_are_listed_with_their_distances(visit: Visit) -> None:
    left_out = (~covered(open_prepared(prepared_project()))).sum()
    (table,) = tables(visit("selection", **CHOSEN), "chosen_distance")
    assert len(table) == left_out
    assert table["chosen_distance"].is_monotonic_decreasing
    assert set(table["why"]) <= {"not chosen", "nothing near in the pool"}


def test_points_are_added_for_them_saved_with_the_selection_and_taken_away(visit: Visit) -> None:
    project = prepared_project()
    app = visit("selection", **CHOSEN)
    (before,) = tables(app, "chosen_distance")
    missing = int((before["why"] == "not chosen").sum())
    assert missing
    app.button(key="add_points").click().run()
    assert not app.exception
    (points,) = tables(app, "reason")
    assert points["rank"].tolist() == list(range(1, 4 + missing))
    assert points["id"].is_unique
    assert points["reason"].str.startswith("added for a target text").sum() == missing
    assert set(tables(app, "chosen_distance")[0]["why"]) == {"nothing near in the pool"}
    app.button(key="keep").click().run()
    (kept,) = list_saved(project)
    assert (kept.budget, kept.options) == (3 + missing, {"added": missing})
    assert len(open_saved(kept)) == 3 + missing
    assert "added for target texts left out" in text_of(app)
    app.button(key="remove_added").click().run()
    assert len(tables(app, "reason")[0]) == 3


def test_points_of_labelled_target_data_have_no_coverage(visit: Visit) -> None:
    prepared_project(gold=True)
    app = visit("selection", strategy=["gold"], budget="3")
    app.segmented_control(key="table_random_gold").set_value("gold").run()
    assert not app.exception
    assert tables(app, "chosen_distance") == []


def test_the_map_rings_the_target_texts_that_are_left_out_when_asked(visit: Visit) -> None:
    left_out = (~covered(open_prepared(prepared_project()))).sum()
    app = visit("map", **CHOSEN)
    ring = f"Target texts left out ({left_out})"
    assert ring not in legend(app)
    app.toggle(key="mark_left_out").set_value(True).run()
    assert not app.exception
    assert ring in legend(app)


def test_coverage_is_told_apart_by_cluster(visit: Visit) -> None:
    run = open_prepared(prepared_project())
    groups = find_clusters(run.source, run.target).names_of_target
    (table,) = tables(visit("selection", **CHOSEN), "group")
    assert dict(zip(table["group"], table["texts"], strict=True)) == Counter(groups)
    rows = select_for_project(run, "average_dist", SelectionPlan(3)).rows
    shares = target_view(run.source, run.target).coverage(rows).by(groups)
    percentages = {group: 100 * share for group, share in shares.items()}
    assert dict(zip(table["group"], table["average_dist"], strict=True)) == percentages

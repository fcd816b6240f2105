"""Why a point, and striking it out, on the pages."""

from collections.abc import Callable

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from demux_core.workflows.annotation_queue import choose_next_points, open_queue
from demux_core.workflows.limits import struck_rows
from demux_core.workflows.striking import strike_rows
from demux_core.workspace.prepared import open_prepared
from demux_core.workspace.project import Project, reload_project
from demux_core.workspace.project_files import load_file
from demux_core.workspace.strikes import standing_strikes
from tests.helpers.fabricated_project import POOL, annotatable_project, prepared_project

Visit = Callable[..., AppTest]


def texts(app: AppTest) -> str:
    return "\n".join(element.value for element in [*app.markdown, *app.caption])


def button(app: AppTest, title: str) -> None:
    next(each for each in app.button if each.label == title).click().run()
    assert not app.exception


def open_row(app: AppTest, key: str) -> None:
    app.session_state[key] = {"selection": {"rows": [0], "columns": [], "cells": []}}
    app.run()
    assert not app.exception


def standings_shown(app: AppTest) -> list[pd.DataFrame]:
    return [table.value for table in app.dataframe if "reached" in table.value]


def points_key(app: AppTest) -> str:
    return next(table.key for table in app.dataframe if (table.key or "").startswith("points_"))


def test_a_row_of_the_chosen_points_tells_its_story_and_is_replaced_when_struck_out(visit: Visit) -> None:
    project = prepared_project()
    app = visit("selection", budget="7", strategy=["average_dist"])
    first = app.dataframe[0].value["id"].tolist()
    open_row(app, points_key(app))
    assert "Nearest target text: \u2068नमस्कार" in texts(app)
    assert "(Euclidean distance " in texts(app)
    assert "The model is" in texts(app)
    (standings,) = standings_shown(app)
    assert {"AVERAGE-DIST", "COVER", "ROUND-ROBIN", "RANDOM"} <= set(standings["strategy"])
    assert standings.set_index("strategy").loc["AVERAGE-DIST", ["chosen", "place"]].tolist() == [True, "1st"]
    next(box for box in app.text_input if box.label == "Reason").set_value("no sentence").run()
    button(app, "This text")
    after = app.dataframe[0].value["id"].tolist()
    assert after[:6] == first[1:]
    assert len(after) == 7
    assert standings_shown(app) == []
    assert [(entry.item, entry.reason) for entry in standing_strikes(project)] == [(first[0], "no sentence")]
    assert "1 of its 60 is struck out" in texts(app)
    button(app, "Undo")
    assert app.dataframe[0].value["id"].tolist() == first
    assert standing_strikes(project) == []


def test_a_language_is_struck_out(visit: Visit) -> None:
    project = prepared_project()
    app = visit("selection", budget="7", strategy=["random"])
    open_row(app, points_key(app))
    language = app.dataframe[0].value["language"].iloc[0]
    button(app, f"All of {language}")
    assert language not in set(app.dataframe[0].value["language"])
    assert len(struck_rows(project, open_prepared(project))) in (10, 20, 30)


def test_points_that_are_found_on_the_map_tell_their_story_and_are_struck_out_together(visit: Visit) -> None:
    project = prepared_project()
    app = visit("map", budget="7", strategy=["average_dist"])
    app.text_input(key="find").set_value("there").run()
    table = next(t for t in app.dataframe if (t.key or "").startswith("found_"))
    open_row(app, table.key)
    assert "Nearest target text: \u2068नमस्कार" in texts(app)
    button(app, "These 20 pool texts")
    assert len(struck_rows(project, open_prepared(project))) == 20
    assert "20 texts" in texts(app)
    button(app, "Undo")
    assert struck_rows(project, open_prepared(project)) == ()


@pytest.fixture
def begun() -> Project:
    """A project with three points to label, the pool of which has labels."""
    lines = POOL.strip().splitlines()
    content = "\n".join([f"{lines[0]},label", *(f"{line},{'ab'[i % 2]}" for i, line in enumerate(lines[1:]))])
    project = annotatable_project(content, ".csv", "text,lang\nनमस्कार,ne\nनमस्ते,ne\n")
    return choose_next_points(project, open_prepared(project), "knn_uncertainty", 3)[0]


def test_annotators_read_why_in_plain_words_and_can_strike_a_text_out(begun: Project, visit: Visit) -> None:
    queue = open_queue(begun, load_file(begun, "pool"))
    assert queue is not None
    app = visit("annotate")
    assert "margin" not in texts(app)
    assert "Nearest target text" not in texts(app)  # the box is closed
    app.session_state[f"why_{queue.ids[0]}"] = True
    app.run()
    assert "Nearest target text: \u2068नम" in texts(app)
    assert "The model is" in texts(app)
    assert "margin" not in texts(app)
    assert "uncertainty" not in texts(app).lower().replace("knn\\-uncertainty", "").replace(
        "knn-uncertainty", ""
    )
    button(app, "This text")
    assert "0 of 2 labelled" in app.get("progress")[0].proto.text
    after = open_queue(reload_project(begun.slug), load_file(begun, "pool"))
    assert after is not None
    assert after.ids == queue.ids[1:]


def test_what_is_struck_out_elsewhere_is_not_chosen_on_any_page(visit: Visit) -> None:
    project = prepared_project()
    run = open_prepared(project)
    strike_rows(project, run, list(range(30)), "Hindi")
    app = visit("selection", budget="7", strategy=["average_dist"])
    assert "Hindi" not in set(app.dataframe[0].value["language"])

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from demux_core.jobs import processes
from demux_core.projects import put_file
from demux_core.projects.runs import start_prepare
from tests.pages.fabricate import POOL, prepared_project, project_with_files

Visit = Callable[..., AppTest]


def traces(app: AppTest) -> dict[str, dict]:
    figure = json.loads(app.get("plotly_chart")[0].proto.spec)
    return {trace["name"]: trace for trace in figure["data"]}


def test_without_a_prepared_run_the_page_says_what_to_do(visit: Visit) -> None:
    assert "prepare the project" in visit("map").info[0].value
    project_with_files()
    assert "prepare the project" in visit("map").info[0].value


def test_the_map_shows_languages_target_and_the_chosen_points(visit: Visit) -> None:
    prepared_project()
    assert list(traces(visit("map", budget="7"))) == [
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
    assert list(traces(app))[-1] == "RANDOM (7)"


def test_a_run_that_cannot_be_opened_is_an_error_and_not_a_crash(visit: Visit, workspace: Path) -> None:
    prepared_project()
    for path in (workspace / "artifacts").glob("*.npy"):
        path.unlink()
    st.cache_resource.clear()  # other tests have shown a run of this content
    app = visit("map")
    assert len(app.error) == 1


def test_the_last_run_is_shown_while_another_is_prepared(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "start", lambda *_: (os.getpid(), 0.0))
    start_prepare(prepared_project())
    app = visit("map", budget="7")
    assert "being prepared again" in app.info[0].value
    assert "Urdu (10)" in traces(app)
    assert "Preparing Greetings" in app.sidebar.get("progress")[0].proto.text


def test_a_run_of_former_files_is_shown_with_a_warning(visit: Visit) -> None:
    put_file(prepared_project(), "pool", "pool.csv", POOL.replace("hello", "goodbye").encode())
    assert "last prepared state" in visit("map").warning[0].value

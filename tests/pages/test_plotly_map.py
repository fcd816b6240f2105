"""The map where the browser has no WebGL."""

import base64
import json
from collections.abc import Callable

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from demux_core.workspace.prepared import PreparedProject, open_prepared
from tests.helpers.drawn_map import WITHOUT_WEBGL, parts
from tests.helpers.fabricated_project import prepared_project

Visit = Callable[..., AppTest]


@pytest.fixture
def run() -> PreparedProject:
    return open_prepared(prepared_project())


def spec(app: AppTest) -> dict:
    (chart,) = app.get("plotly_chart")
    return json.loads(chart.proto.spec)


def traces(app: AppTest) -> dict[str, list[dict]]:
    """The traces of each entry of the legend; rings are traces by language."""
    by_name: dict[str, list[dict]] = {}
    for trace in spec(app)["data"]:
        by_name.setdefault(trace["name"], []).append(trace)
    return by_name


def rows(parts: list[dict]) -> list[int]:
    """The pool rows that traces show."""
    packed = [part["customdata"] for part in parts if part["customdata"]]  # the legend's entry has no points
    arrays = [np.frombuffer(base64.b64decode(each["bdata"]), each["dtype"]) for each in packed]
    return [row for array in arrays for row in array.tolist()]


@pytest.mark.parametrize("view", ["map", "compare", "difference"])
def test_points_need_no_webgl(visit: Visit, run: PreparedProject, view: str) -> None:
    app = visit("map", WITHOUT_WEBGL, view=view, budget="7", strategy=["knn_uncertainty", "random"])
    assert {trace["type"] for trace in spec(app)["data"]} == {"scatter"}


def test_the_map_is_plotly_s_and_nothing_is_sent_for_the_other(visit: Visit, run: PreparedProject) -> None:
    app = visit("map", WITHOUT_WEBGL, budget="7")
    assert list(traces(app)) == [
        "Hindi (30)",
        "English (20)",
        "Urdu (10)",
        "Target sample (8)",
        "KNN-UNCERTAINTY (7)",
    ]
    assert not {name for name in parts(app) if name.startswith("demux_map")}


def test_one_language_can_be_seen_alone_with_its_rings(visit: Visit, run: PreparedProject) -> None:
    app = visit("map", WITHOUT_WEBGL, budget="20", strategy=["random"])
    app.multiselect(key=f"map_languages_{run.key[:12]}").set_value(["ur"]).run()
    shown = traces(app)
    urdu = [row for row, code in enumerate(run.source.languages or []) if code == "ur"]
    assert list(shown)[:2] == ["Urdu (10)", "Target sample (8)"]
    ringed = [row for name, parts in shown.items() if name.startswith("RANDOM") for row in rows(parts)]
    assert set(ringed) <= set(urdu)


def test_a_change_that_breaks_off_the_run_of_a_zoom_keeps_the_zoom(
    visit: Visit, run: PreparedProject
) -> None:
    app = visit("map", WITHOUT_WEBGL, budget="7")
    # The browser has told the view, and no run has come to an end since.
    view = {"x": [0, 2], "y": [1, 3], "hidden": []}
    app.session_state[f"map_{run.key[:12]}_view"] = {"view": view}
    app.selectbox(key="colour").set_value("density").run()
    assert not app.exception
    layout = spec(app)["layout"]
    assert (layout["xaxis"]["range"], layout["yaxis"]["range"]) == ([0, 2], [1, 3])


def test_zoom_and_legend_stay_when_the_colour_changes(visit: Visit, run: PreparedProject) -> None:
    app = visit("map", WITHOUT_WEBGL, budget="7")
    chart = f"map_{run.key[:12]}"
    view = {"x": [0.0, 1.0], "y": [2.0, 3.0], "hidden": ["Target sample"]}
    app.session_state[f"{chart}_drawn"] = ("another figure", None)
    app.session_state[f"{chart}_seen"] = view
    app.run()
    assert spec(app)["layout"]["xaxis"]["range"] == [0, 1]
    assert traces(app)["Target sample (8)"][0]["visible"] == "legendonly"


def test_a_text_that_is_found_is_flown_to(visit: Visit, run: PreparedProject) -> None:
    app = visit("map", WITHOUT_WEBGL, budget="7")
    app.text_input("find").set_value("HELLO <b>").run()
    assert "Found (20)" in traces(app)
    app.selectbox("focus_HELLO <b>").set_value(2).run()
    layout = spec(app)["layout"]
    assert layout["annotations"][0]["text"] == "hello &lt;b&gt;there&lt;/b&gt; 2"
    assert "range" in layout["xaxis"]


def test_strategies_are_compared_side_by_side(visit: Visit, run: PreparedProject) -> None:
    app = visit("map", WITHOUT_WEBGL, view="compare", budget="7", strategy=["knn_uncertainty", "random"])
    titles = [note["text"] for note in spec(app)["layout"]["annotations"]]
    assert titles == ["<b>KNN-UNCERTAINTY</b> · 7 texts", "<b>RANDOM</b> · 7 texts"]

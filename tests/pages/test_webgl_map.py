import json
import zlib
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from demux_core.base.palette import OTHER_COLOR
from demux_core.strategies.display import strategy_color
from demux_core.workspace.prepared import PreparedProject, open_prepared
from pages.ui.map import webgl_cache
from pages.ui.shared import remembered
from tests.helpers.drawn_map import legend, marked, message, parts
from tests.helpers.fabricated_project import prepared_project

Visit = Callable[..., AppTest]
COMPARED = {"view": "compare", "budget": "7", "strategy": ["knn_uncertainty", "random"]}


@pytest.fixture
def run() -> PreparedProject:
    return open_prepared(prepared_project())


def sent(app: AppTest) -> dict[str, bytes]:
    """The arrays that are sent beside the coordinates, by their keys."""
    arrays = {}
    for part in parts(app)["demux_map_array"]:
        start = 4 + int.from_bytes(part.bytes[:4], "little")
        header = json.loads(part.bytes[4:start])
        arrays[header["key"]] = zlib.decompress(part.bytes[start:])
    return arrays


def test_a_small_pool_too_is_drawn_by_the_component(visit: Visit, run: PreparedProject) -> None:
    app = visit("map", budget="7")
    assert not app.get("plotly_chart")
    assert message(app)["pool"] == 60


def test_the_message_about_colours_and_marks_names_the_points_instead_of_sending_them(
    visit: Visit, run: PreparedProject
) -> None:
    app = visit("map", budget="7")
    points, changed = parts(app)["demux_map_coordinates"][0].bytes, message(app)
    assert changed["points"].encode() in points[:200]
    app.selectbox("colour").set_value("uncertainty").run()
    assert parts(app)["demux_map_coordinates"][0].bytes == points
    assert message(app)["codes"] != changed["codes"]
    assert message(app)["scale"]["title"] == ["Margin", "low = uncertain"]


def test_languages_are_sent_when_they_are_filtered_and_not_the_colours(
    visit: Visit, run: PreparedProject
) -> None:
    app = visit("map", budget="7")
    app.selectbox("colour").set_value("uncertainty").run()
    assert message(app)["languages"] not in sent(app)
    app.multiselect(key=f"map_languages_{run.key[:12]}").set_value(["ur"]).run()
    assert message(app)["languages"] in sent(app)


def test_colours_of_languages_need_no_codes_of_their_own(visit: Visit, run: PreparedProject) -> None:
    drawn = message(visit("map", budget="7"))
    assert drawn["codes"] == drawn["languages"]
    assert drawn["entry_of"] == ["English", "Hindi", "Urdu"]  # by the language's code


def test_languages_can_be_filtered_with_their_marks(visit: Visit, run: PreparedProject) -> None:
    app = visit("map", budget="20", strategy=["random"])
    app.multiselect(key=f"map_languages_{run.key[:12]}").set_value(["ur"]).run()
    assert legend(app)[:2] == ["Urdu (10)", "Target sample (8)"]
    assert message(app)["shown"] == [2]  # of English, Hindi, Urdu
    assert {(run.source.languages or [])[row] for row in marked(app, "RANDOM")} == {"ur"}


def test_a_text_that_is_found_is_marked_and_flown_to_unless_its_language_is_hidden(
    visit: Visit, run: PreparedProject
) -> None:
    app = visit("map", budget="7")
    app.text_input("find").set_value("hello").run()
    assert "Found (20)" in legend(app)
    app.selectbox("focus_hello").set_value(2).run()
    focus = message(app)["focus"]
    assert focus["lines"][0] == ["text", "hello <b>there</b> 2"]
    assert (run.source.texts or [])[focus["row"]] == "hello <b>there</b> 2"
    app.multiselect(key=f"map_languages_{run.key[:12]}").set_value(["ur"]).run()
    assert message(app)["focus"] is None


def test_strategies_and_differences_have_shapes_of_their_own(visit: Visit, run: PreparedProject) -> None:
    address = {"budget": "7", "strategy": ["knn_uncertainty", "random"]}
    app = visit("map", colour="strategy", **address)
    assert {"KNN-UNCERTAINTY", "RANDOM"} <= {each["name"] for each in message(app)["panels"][0]["marks"]}
    app.segmented_control("view").set_value("difference").run()
    shapes = {mark["name"]: mark["shape"] for mark in message(app)["panels"][0]["marks"]}
    assert (shapes["KNN-UNCERTAINTY only"], shapes["RANDOM only"]) == ("circle", "square")


def test_what_few_points_say_is_sent_with_them_and_their_ranks_with_the_marks(
    visit: Visit, run: PreparedProject
) -> None:
    app = visit("map", budget="7", strategy=["random"])
    said = message(app)["said"]
    lines = json.loads(sent(app)[said["texts"]])
    assert len(lines) == 68
    assert lines[0][0] == ["text", (run.source.texts or [])[0]]
    assert lines[-1][0] == ["text", (run.target.texts or [])[-1]]
    assert said["picked"] == [["RANDOM", marked(app, "RANDOM")]]
    assert said["clusters"] is None


def test_clusters_of_few_points_are_sent_by_number_where_they_are_colours(
    visit: Visit, run: PreparedProject
) -> None:
    app = visit("map", budget="7", colour="cluster")
    clusters, told = message(app)["said"]["clusters"], message(app)["entries"]
    assert len(clusters["of"]) == 68
    assert set(clusters["names"]) <= {entry["name"] for entry in told}


@pytest.mark.parametrize("limit", ["_FEW", "_SHORT"])
def test_of_many_points_or_long_texts_the_server_answers_what_one_says(
    visit: Visit, run: PreparedProject, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    monkeypatch.setattr(webgl_cache, limit, 67)
    remembered.forget()  # other tests have shown a run of this content
    app = visit("map", budget="7", strategy=["random"])
    drawn, rows = message(app), marked(app, "RANDOM")
    assert drawn["said"] is None
    app.session_state[f"{drawn['chart']}_hover"] = {"asked": {"row": rows[1], "about": drawn["about"]}}
    app.run()
    (hover,) = parts(app)["demux_map_hover"]
    answer = json.loads(hover.json)["answer"]
    assert answer["row"] == rows[1]
    assert answer["lines"][0] == ["text", (run.source.texts or [])[rows[1]]]
    assert answer["lines"][-1] == ["detail", "RANDOM: rank 2"]


def test_compared_strategies_share_points_and_legend_and_each_has_its_marks(
    visit: Visit, run: PreparedProject
) -> None:
    app = visit("map", **COMPARED)
    drawn = message(app)
    assert len(parts(app)["demux_map_coordinates"]) == 1
    assert [panel["title"] for panel in drawn["panels"]] == ["KNN-UNCERTAINTY", "RANDOM"]
    assert set(legend(app)[:-2]) <= {"English", "Hindi", "Urdu"}
    assert legend(app)[-2:] == ["Source pool (60)", "Target sample (8)"]
    for place, panel in enumerate(drawn["panels"]):
        assert [len(marked(app, name, place)) for name in (panel["title"], "Target sample")] == [7, 8]
    assert marked(app, "KNN-UNCERTAINTY") != marked(app, "RANDOM", 1)


def test_compared_strategies_have_the_pool_in_grey_behind_the_colours_of_what_they_chose(
    visit: Visit, run: PreparedProject
) -> None:
    app = visit("map", **COMPARED)
    drawn = message(app)
    assert set(drawn["colors"]) == {OTHER_COLOR}
    assert drawn["chosen"]["entry_of"] == ["English", "Hindi", "Urdu"]
    app.selectbox("colour").set_value("uncertainty").run()
    assert message(app)["scale"]["title"] == ["Margin", "low = uncertain"]
    app.selectbox("colour").set_value("strategy").run()
    assert message(app)["chosen"] is None
    assert legend(app) == ["Source pool (60)", "Target sample (8)"]
    colors = [panel["marks"][0]["color"] for panel in message(app)["panels"]]
    assert colors == [strategy_color(name) for name in COMPARED["strategy"]]


@pytest.mark.parametrize("view", ["map", "compare", "difference"])
def test_texts_inside_an_outline_are_listed_once(visit: Visit, run: PreparedProject, view: str) -> None:
    app = visit("map", **{**COMPARED, "view": view})
    everywhere = {"x": [-99, 99, 99, -99], "y": [-99, -99, 99, 99]}
    app.session_state[message(app)["chart"]] = {"drawn": {"lasso": [everywhere]}}
    app.run()
    assert [line.value for line in app.markdown if "texts inside" in line.value] == [
        "**68 texts inside** (60 pool, 8 target)"
    ]

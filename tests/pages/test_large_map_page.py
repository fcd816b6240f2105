import json
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from demux_core.workspace.prepared import PreparedProject, open_prepared
from pages.ui.map import large_map
from tests.helpers.fabricated_project import prepared_project

Visit = Callable[..., AppTest]


@pytest.fixture(autouse=True)
def few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(large_map, "FROM", 59)


@pytest.fixture
def run() -> PreparedProject:
    return open_prepared(prepared_project())


def parts(app: AppTest) -> dict[str, list]:
    """What is sent to the parts of the map, by the name of the component."""
    sent: dict[str, list] = {}
    for part in app.get("bidi_component"):
        sent.setdefault(part.proto.component_name, []).append(part.proto)
    return sent


def message(app: AppTest) -> dict:
    """What is sent for the map, without the points."""
    (chart,) = parts(app)["demux_large_map"]
    return json.loads(chart.json)


def entries(app: AppTest) -> list[tuple[str, int]]:
    return [(entry["name"], entry["count"]) for entry in message(app)["entries"]]


def test_a_large_pool_is_drawn_by_the_component_with_the_legend_of_small_ones(
    visit: Visit, run: PreparedProject
) -> None:
    app = visit("map", budget="7")
    assert not app.get("plotly_chart")
    assert entries(app) == [
        ("Hindi", 30),
        ("English", 20),
        ("Urdu", 10),
        ("Target sample", 8),
        ("KNN-UNCERTAINTY", 7),
    ]


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
    assert len(parts(app)["demux_map_codes"]) == 1
    app.multiselect(key=f"map_languages_{run.key[:12]}").set_value(["ur"]).run()
    languages = parts(app)["demux_map_codes"][1].bytes
    assert message(app)["languages"].encode() in languages[:200]


def test_colours_of_languages_need_no_codes_of_their_own(visit: Visit, run: PreparedProject) -> None:
    drawn = message(visit("map", budget="7"))
    assert drawn["codes"] == drawn["languages"]
    assert drawn["entry_of"] == ["English", "Hindi", "Urdu"]  # by the language's code


def test_languages_can_be_filtered_with_their_marks(visit: Visit, run: PreparedProject) -> None:
    app = visit("map", budget="20", strategy=["random"])
    app.multiselect(key=f"map_languages_{run.key[:12]}").set_value(["ur"]).run()
    assert entries(app)[:2] == [("Urdu", 10), ("Target sample", 8)]
    assert message(app)["shown"] == [2]  # of English, Hindi, Urdu
    (marked,) = [mark["rows"] for mark in message(app)["marks"] if mark["name"] == "RANDOM"]
    assert marked
    assert {run.source.languages[row] for row in marked} == {"ur"}


def test_a_text_that_is_found_is_marked_and_flown_to_unless_its_language_is_hidden(
    visit: Visit, run: PreparedProject
) -> None:
    app = visit("map", budget="7")
    app.text_input("find").set_value("hello").run()
    assert ("Found", 20) in entries(app)
    app.selectbox("focus_hello").set_value(2).run()
    focus = message(app)["focus"]
    assert focus["lines"][0] == ["text", "hello <b>there</b> 2"]
    assert run.source.texts[focus["row"]] == "hello <b>there</b> 2"
    app.multiselect(key=f"map_languages_{run.key[:12]}").set_value(["ur"]).run()
    assert message(app)["focus"] is None


def test_strategies_and_differences_have_shapes_of_their_own(visit: Visit, run: PreparedProject) -> None:
    address = {"budget": "7", "strategy": ["knn_uncertainty", "random"]}
    app = visit("map", colour="strategy", **address)
    assert {"KNN-UNCERTAINTY", "RANDOM", "Not chosen"} <= {name for name, _ in entries(app)}
    app.segmented_control("view").set_value("difference").run()
    shapes = {mark["name"]: mark["shape"] for mark in message(app)["marks"]}
    assert (shapes["KNN-UNCERTAINTY only"], shapes["RANDOM only"]) == ("circle", "square")


def test_the_point_under_the_pointer_is_answered_with_its_ranks(visit: Visit, run: PreparedProject) -> None:
    app = visit("map", budget="7", strategy=["random"])
    drawn = message(app)
    (rows,) = [mark["rows"] for mark in drawn["marks"] if mark["name"] == "RANDOM"]
    app.session_state[f"{drawn['chart']}_hover"] = {"asked": {"row": rows[1], "about": drawn["about"]}}
    app.run()
    (hover,) = parts(app)["demux_map_hover"]
    answer = json.loads(hover.json)["answer"]
    assert answer["row"] == rows[1]
    assert answer["lines"][0] == ["text", run.source.texts[rows[1]]]
    assert answer["lines"][-1] == ["detail", "RANDOM: rank 2"]


def test_texts_inside_an_outline_are_listed(visit: Visit, run: PreparedProject) -> None:
    app = visit("map", budget="7")
    everywhere = {"x": [-99, 99, 99, -99], "y": [-99, -99, 99, 99]}
    app.session_state[message(app)["chart"]] = {"drawn": {"lasso": [everywhere]}}
    app.run()
    assert any("68 texts inside" in line.value for line in app.markdown)


def test_a_browser_without_webgl_gets_the_plotly_map(visit: Visit, run: PreparedProject) -> None:
    app = visit("map", {"map_without_webgl": True}, budget="7")
    assert len(app.get("plotly_chart")) == 1
    assert "demux_large_map" not in parts(app)

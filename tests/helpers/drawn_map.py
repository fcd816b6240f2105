"""Reading the map of a page in Streamlit's ``AppTest``: what is sent to the component that draws it."""

import json

from streamlit.testing.v1 import AppTest

WITHOUT_WEBGL = {"map_without_webgl": True}  # of the session: the map is then Plotly's


def parts(app: AppTest) -> dict[str, list]:
    """What is sent to the parts of the map, by the name of the component."""
    sent: dict[str, list] = {}
    for part in app.get("bidi_component"):
        sent.setdefault(part.proto.component_name, []).append(part.proto)
    return sent


def message(app: AppTest) -> dict:
    """What is sent for the map, without the points."""
    (chart,) = parts(app)["demux_map"]
    return json.loads(chart.json)


def legend(app: AppTest) -> list[str]:
    """The entries of the legend as they are read: ``Hindi (30)``."""
    entries = message(app)["entries"]
    return [f"{each['name']} ({each['count']:,})" if "count" in each else each["name"] for each in entries]


def marked(app: AppTest, name: str, panel: int = 0) -> list[int]:
    """The rows of the map with the marks of a name, on one of its panels."""
    marks = [mark for mark in message(app)["panels"][panel]["marks"] if mark["name"] == name]
    assert marks, f"nothing is marked as {name}"
    return [row for mark in marks for row in _rows(mark)]


def _rows(mark: dict) -> list[int]:
    return mark["rows"] if "rows" in mark else [*range(mark["first"], mark["first"] + mark["count"])]

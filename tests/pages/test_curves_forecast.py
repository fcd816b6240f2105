"""The forecast on the Curves page: of the results that are shown, for the strategy that is chosen."""

import json
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from demux_core.workspace.imported_results import import_table
from demux_core.workspace.project import create_project
from tests.helpers.make_results import learning

Visit = Callable[..., AppTest]


@pytest.fixture
def app(visit: Visit) -> AppTest:
    frame = learning({"random": 4.0, "cover": -12.0})
    import_table(create_project("Greetings"), "first", "results.csv", frame.to_csv(index=False).encode())
    page = visit("curves")
    return page.segmented_control(key="curves_view").set_value("All results").run()


def opened(app: AppTest, strategy: str) -> AppTest:
    app.session_state["forecast"] = True
    app.run()
    next(box for box in app.selectbox if box.label == "Strategy").set_value(strategy).run()
    assert not app.exception
    return app


def test_nothing_is_computed_until_it_is_opened(app: AppTest) -> None:
    assert "Strategy" not in [box.label for box in app.selectbox]
    assert len(app.get("plotly_chart")) == 1


def test_it_says_what_to_expect_and_draws_it(app: AppTest) -> None:
    opened(app, "random")
    assert any("With 200 labels chosen by RANDOM, expect 64% (" in text.value for text in app.markdown)
    figure = json.loads(app.get("plotly_chart")[-1].proto.spec)
    assert {"RANDOM, measured", "forecast"} <= {trace.get("name") for trace in figure["data"]}
    next(one for one in app.select_slider if one.label == "Expected at").set_value(1_000).run()
    assert any("With 1,000 labels chosen by RANDOM" in text.value for text in app.markdown)


def test_where_there_is_none_the_reason_is_said(app: AppTest) -> None:
    opened(app, "cover")
    assert any("has not clearly risen so far" in info.value for info in app.info)

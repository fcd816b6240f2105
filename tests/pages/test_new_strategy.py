"""A strategy that is registered is on every page at once."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from demux_core.strategies import RANDOM, STRATEGIES, Strategy
from tests.helpers.fabricated_project import prepared_project
from tests.pages.test_curves_page import opened, project_to_measure

Visit = Callable[..., AppTest]


@pytest.fixture(autouse=True)
def toy(monkeypatch: pytest.MonkeyPatch) -> Strategy:
    strategy = replace(
        STRATEGIES[RANDOM],
        name="toy",
        title="TOY",
        plain_title="Picks toys",
        summary="Draws toys.",
        kind="target_aware",
        order=5,
        explain=lambda selection, seed, like: ["it is a toy"] * len(selection),
    )
    monkeypatch.setitem(STRATEGIES, strategy.name, strategy)
    return strategy


def test_map_and_report_offer_and_explain_it(visit: Visit) -> None:
    prepared_project()
    for page in ("map", "report"):
        app = visit(page, strategy=["toy"], budget="5")
        assert app.multiselect[0].options[0] == "TOY"
        assert app.multiselect[0].value == ["toy"]
        assert "**TOY** · Picks toys. Draws toys." in [line.value for line in app.markdown]


def test_selection_has_a_card_for_it_and_gives_its_reasons(visit: Visit) -> None:
    prepared_project()
    app = visit("selection")
    assert app.toggle(key="use_toy").value  # as the first contender it is one of the usual strategies
    assert next(toggle.key for toggle in app.toggle) == "use_toy"
    assert app.toggle(key="use_toy").label == "**Picks toys**"
    assert set(app.dataframe[0].value["reason"]) == {"it is a toy"}


def test_annotate_lets_it_choose_the_next_points(visit: Visit) -> None:
    prepared_project()
    app = visit("annotate")
    assert app.selectbox(key="strategy_first").options[0] == "TOY · Picks toys"


def test_an_experiment_can_compare_it(visit: Visit) -> None:
    project_to_measure()
    app = opened(visit("curves", {"curves_view": "All results"}))
    pills = next(pills for pills in app.pills if pills.label == "Strategies besides RANDOM")
    assert pills.options[0] == "TOY"

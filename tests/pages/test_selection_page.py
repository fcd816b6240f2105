from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from demux_core.strategies import STRATEGIES
from tests.pages.fabricate import prepared_project

Visit = Callable[..., AppTest]


def text_of(app: AppTest) -> str:
    return "\n".join(element.value for element in [*app.markdown, *app.caption])


def test_the_mix_the_sentences_and_the_points_of_the_usual_strategies_are_shown(visit: Visit) -> None:
    prepared_project()
    app = visit("selection")
    assert app.multiselect[0].value == ["knn_uncertainty", "random", "egalitarian"]
    assert len(app.get("plotly_chart")) == 1
    assert "of EGALITARIAN's 12 points" in text_of(app)
    table = app.dataframe[0].value
    assert table["rank"].tolist() == list(range(1, 13))
    assert set(table["language"]) <= {"Hindi", "English", "Urdu"}
    assert table["nearest_target_text"].str.startswith("नमस्कार").all()


def test_the_address_sets_strategies_budget_and_seed_and_follows_them(visit: Visit) -> None:
    project = prepared_project()
    app = visit("selection", strategy=["random"], budget="5", seed="7")
    assert app.multiselect[0].value == ["random"]
    assert len(app.dataframe[0].value) == 5
    app.number_input(key="budget").set_value(9).run()
    assert len(app.dataframe[0].value) == 9
    assert app.query_params == {"project": project.slug, "strategy": "random", "budget": "9", "seed": "7"}


def test_choices_are_kept_from_page_to_page(visit: Visit) -> None:
    prepared_project()
    app = visit("selection")
    app.multiselect[0].set_value(["average_dist"]).run()
    app.number_input(key="budget").set_value(3).run()
    app.switch_page("pages/data.py").run()
    app.switch_page("pages/map.py").run()
    assert app.multiselect[0].value == ["average_dist"]
    assert app.number_input(key="budget").value == 3


@pytest.mark.parametrize(
    "address", [{"strategy": ["nonsense"]}, {"budget": "-3"}, {"budget": "999999"}, {"seed": "x"}]
)
def test_a_senseless_address_does_no_harm(visit: Visit, address: dict[str, str]) -> None:
    prepared_project()
    assert not visit("selection", **address).exception


def test_strategies_that_cannot_run_are_named_with_the_reason(visit: Visit) -> None:
    prepared_project(uncertain=False)
    app = visit("selection")
    assert app.multiselect[0].value == ["average_dist", "random", "egalitarian"]
    assert "KNN-UNCERTAINTY" in app.caption[-1].value or "KNN-UNCERTAINTY" in text_of(app)
    assert "no task head" in text_of(app)


def test_every_strategy_that_can_run_is_shown_without_a_fault(visit: Visit) -> None:
    prepared_project()
    app = visit("selection", strategy=list(STRATEGIES), budget="60")
    assert not app.warning
    assert len(app.multiselect[0].value) == len(STRATEGIES) - 2  # litmus and gold need more than a run


def test_without_a_strategy_the_page_asks_for_one(visit: Visit) -> None:
    prepared_project()
    app = visit("selection")
    app.multiselect[0].set_value([]).run()
    assert "Choose at least one strategy" in app.info[0].value


def test_the_points_can_be_downloaded(visit: Visit) -> None:
    prepared_project()
    assert [button.label for button in visit("selection").get("download_button")] == [
        "Download CSV",
        "Download JSONL",
    ]

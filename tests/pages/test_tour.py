"""The tour: five pages of the demo, which can be left, taken up again and finished."""

import pytest
from streamlit.testing.v1 import AppTest

from demux_core.demo.catalog import DEMOS, STORY
from demux_core.workspace.project import list_projects
from pages.ui.shared.tour import STEPS, TourStep
from tests.helpers.app_pages import Visit, button, text_of
from tests.pages.conftest import APP


def at(app: AppTest, number: int) -> bool:
    """Whether the page of a step is shown, with the step's text on top."""
    assert not app.exception
    return f"Tour {number} of 5: {STEPS[number - 1].title}" in app.main.markdown[0].value


def first_visit() -> AppTest:
    """Open the address of the server; AppTest follows the tour only before its own ``switch_page``."""
    return AppTest.from_file(str(APP), default_timeout=60).run()


def test_the_tour_leads_over_five_pages_of_the_demo_to_own_files() -> None:
    app = first_visit()
    button(app, "Look around the demo").click().run()
    assert app.sidebar.selectbox(key="project").value == list_projects()[0].slug
    assert list_projects()[0].name == DEMOS[STORY].title
    for number in range(1, len(STEPS)):
        assert at(app, number)
        assert app.title[0].value == STEPS[number - 1].page
        app.button(key="tour_next").click().run()
    assert at(app, len(STEPS))
    app.button(key="tour_own").click().run()
    assert app.title[0].value == "Data"
    assert "Tour" not in text_of(app)


def test_the_tour_can_be_left_and_goes_on_where_it_was() -> None:
    app = first_visit()
    button(app, "Look around the demo").click().run()
    app.button(key="tour_next").click().run()
    app.button(key="tour_back").click().run()
    assert at(app, 1)
    app.button(key="tour_next").click().run()
    app.button(key="tour_leave").click().run()
    assert "Tour" not in text_of(app)
    app.switch_page("pages/overview.py").run()
    button(app, "Continue the tour (2 of 5)").click().run()
    assert at(app, 2)


def test_the_address_has_the_step_and_the_tour_follows_the_visitor(visit: Visit) -> None:
    app = visit("overview", tour="3")
    assert "The tour continues on **Annotate**" in text_of(app)
    assert app.query_params["tour"] == "3"
    app.switch_page("pages/curves.py").run()
    assert at(app, 4)


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.page)
def test_each_step_is_two_sentences(step: TourStep) -> None:

    assert step.text.count(". ") + step.text.endswith(".") == 2

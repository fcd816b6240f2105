"""The main uses: see which strategy wins, compare strategies, label points and extend the curve."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.test_journeys import Page, expect
from tests.helpers.greetings import prepare_greetings

LABELS = 10


@pytest.fixture
def demo(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the servers of the test open the demo."""
    monkeypatch.delenv("DEMUX_DEMO")


@pytest.fixture
def greetings(workspace: Path, tiny_model: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """A workspace with a project that is prepared with a tiny model."""
    with pytest.MonkeyPatch.context() as patch:
        prepare_greetings(tiny_model(), patch)


def test_a_newcomer_looks_around_the_demo_and_reads_whether_choosing_pays(
    demo: None, workspace: Path, page: Page
) -> None:
    page.goto("/")
    page.get_by_role("button", name="Look around the demo").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Map")
    page.get_by_test_id("stSidebarNavLink").filter(has_text="Curves").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Curves")
    expect(page.locator(".js-plotly-plot .main-svg").first).to_be_visible()
    expect(page.get_by_text(re.compile("hoosing (pays|does not pay)")).first).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("^RANDOM"))).to_be_visible()  # the baseline


def test_three_strategies_are_compared_on_one_map(demo: None, workspace: Path, page: Page) -> None:
    page.goto("/map?strategy=knn_uncertainty&strategy=average_dist&strategy=random&budget=50")
    view = page.get_by_test_id("stButtonGroup").first
    view.get_by_text("Compare", exact=True).click()
    titles = page.locator(".demux-map .title")
    for name in ("KNN-UNCERTAINTY", "AVERAGE-DIST", "RANDOM"):
        expect(titles.filter(has_text=name).first).to_be_visible()
    view.get_by_text("Difference", exact=True).click()
    expect(page.get_by_text("Jaccard").first).to_be_visible()
    page.get_by_test_id("stSidebarNavLink").filter(has_text="Selection").click()
    for name in ("KNN-UNCERTAINTY", "AVERAGE-DIST", "RANDOM"):
        expect(page.get_by_role("listitem").filter(has_text=f"{name}'s 50 texts")).to_be_visible()


def test_ten_labels_train_a_round_and_extend_the_curve(greetings: None, page: Page) -> None:
    page.goto("/annotate")
    page.get_by_role("spinbutton", name="Texts to label").fill(str(LABELS))
    page.get_by_role("button", name="Choose texts").click()
    for number in range(1, LABELS + 1):
        expect(page.get_by_text(f"Text {number} of {LABELS}")).to_be_visible()
        expect(page.get_by_role("button", name="Skip")).to_be_enabled()
        page.keyboard.press(str(1 + number % 2))
    expect(page.get_by_text("All texts of this selection are labelled")).to_be_visible()
    page.get_by_role("button", name=re.compile(r"Train on \d+ labels")).click()
    expect(page.get_by_text("Round 1 trained on")).to_be_visible(timeout=120_000)
    page.get_by_role("link", name="See the curve").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Curves")
    page.get_by_test_id("stButtonGroup").get_by_text("Fine-tuned", exact=True).click()
    expect(page.get_by_role("row").nth(1)).to_be_visible()  # the strategy whose texts were labelled
    expect(page.get_by_text("10 labels").first).to_be_visible()
    expect(page.locator(".js-plotly-plot .main-svg").first).to_be_visible()

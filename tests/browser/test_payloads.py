"""Texts that would run, load or link something if a page treated them as markup: none does."""

import csv
import io
from pathlib import Path

import pytest

from demux_core.jobs import job_queue
from demux_core.workflows.annotation_queue import GUIDELINE, choose_next_points
from demux_core.workflows.labelling import OWN_LABELS
from demux_core.workspace.prepared import open_prepared
from demux_core.workspace.project import Project, put_setting
from demux_core.workspace.project_files import put_file, remove_file
from tests.browser.conftest import NO_WEBGL, SWITCHES
from tests.browser.test_journeys import Page, chart_is_drawn, expect, map_is_drawn
from tests.helpers import fabricated_project
from tests.helpers.fabricated_report import add_experiment

RUN = "window.ran=1"
PAYLOADS = [
    f"<script>{RUN}</script>",
    f"</script><script>{RUN}</script>",
    f"<img src=x onerror={RUN}>",
    f'"><svg onload={RUN}>',
    f"<svg><script>{RUN}</script></svg>",
    f"<iframe srcdoc='<script>parent.{RUN}</script>'></iframe>",
    f"<details open ontoggle={RUN}>x</details>",
    f"<b onmouseover={RUN} style='font-size:99px'>hover</b>",
    f"<a href='javascript:{RUN}'>press</a>",
    f"[press](javascript:{RUN})",
    f"[press](data:text/html,<script>opener.{RUN}</script>)",
    "<a href='https://evil.example/a'>press</a>",
    "[press](https://evil.example/b)",
    "![picture](https://evil.example/c.png)",
    "<img src=https://evil.example/d.png>",
    "<link rel=stylesheet href=https://evil.example/e.css>",
    "<style>@import 'https://evil.example/f.css';body{display:none}</style>",
    "<meta http-equiv=refresh content='0;url=https://evil.example/g'>",
    "<form action=https://evil.example/h><button>press</button></form>",
    "https://evil.example/i www.evil.example/j someone@evil.example",
    "[x]: https://evil.example/k",
    f"&lt;img src=x onerror={RUN}&gt;",
    f"&#60;img src=x onerror={RUN}&#62;",
    f"\\u003cimg src=x onerror={RUN}\\u003e",
    "$\\href{javascript:window.ran=1}{x}$ $$\\url{https://evil.example/l}$$",
    "`code` **bold** # heading ~~struck~~ :red[red] :material/home: :smile:",
    "%{customdata} %{x:.99f} {{7*7}} ${7*7} #{7*7} {0} %s %n",
    f"<math><mtext></p><style><img src=x onerror={RUN}></style>",
    "=HYPERLINK(\"https://evil.example/m\",\"press\")",
    "\u202etxet desrever\u202c <b>b</b>",
]  # fmt: skip
# Elements that only a payload can create.
PAYLOAD_ELEMENTS = (
    "[href*='evil.example'], [*|href*='evil.example'], [href^='javascript:'], [src*='evil.example'], "
    "[action*='evil.example'], [onerror], [onload], [onmouseover], [ontoggle], "
    "iframe[srcdoc], b[style], .katex"
)


@pytest.fixture
def hostile(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A prepared project whose names, files, languages, labels and texts are payloads."""

    def table(rows: list[tuple[str, str]]) -> str:
        text = io.StringIO()
        csv.writer(text).writerows([("text", "lang"), *rows])
        return text.getvalue()

    languages = ["hi", *PAYLOADS]
    pool = [(f"{PAYLOADS[i % len(PAYLOADS)]} {i}", languages[i % len(languages)]) for i in range(60)]
    monkeypatch.setattr(fabricated_project, "POOL", table(pool))
    monkeypatch.setattr(
        fabricated_project, "TARGET", table([(PAYLOADS[i], PAYLOADS[-1 - i]) for i in range(8)])
    )
    project = fabricated_project.prepared_project(PAYLOADS[2])
    for role, name in (("pool", PAYLOADS[9]), ("target", PAYLOADS[2])):
        project, _ = put_file(project, role, f"{name}.csv", project.path(role).read_bytes())
        project = remove_file(project, role, f"my {role}.csv")
    scores = {"knn_uncertainty": 70.0, "random": 60.0, "egalitarian": 58.0}
    add_experiment(project, PAYLOADS[0], scores, languages=[PAYLOADS[3]])
    project = put_setting(project, OWN_LABELS, PAYLOADS[:8])
    return put_setting(project, GUIDELINE, "\n".join(PAYLOADS))


def nothing_ran(page: Page) -> None:
    page.wait_for_timeout(500)
    assert page.get_by_test_id("stException").count() == 0
    assert page.evaluate("window.ran") is None
    assert (
        page.locator(PAYLOAD_ELEMENTS).evaluate_all(
            "elements => elements.map(e => e.outerHTML.slice(0, 300))"
        )
        == []
    )


def go_to(page: Page, name: str) -> None:
    page.get_by_test_id("stSidebarNavLink").filter(has_text=name).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def hovered(page: Page) -> set[str]:
    """Collect the hover labels of the first chart, with the pointer at many places."""
    box = page.locator(".js-plotly-plot .nsewdrag").first.bounding_box()
    labels = set()
    for x in range(10, int(box["width"]), 25):
        for y in range(10, int(box["height"]), 40):
            page.mouse.move(box["x"] + x, box["y"] + y)
            labels |= set(page.locator(".hoverlayer .hovertext").all_text_contents())
    return labels


def said_by_marked(page: Page) -> set[str]:
    """Collect what the first marked texts of the map say."""
    plot, said = page.locator(".demux-map .plot").first, set()
    for _ in range(8):
        plot.press("n")
        expect(page.locator(".demux-map .tip")).to_be_visible()
        said |= set(page.locator(".demux-map .tip p").all_text_contents())
    return said


@pytest.fixture
def alert(page: Page) -> Page:
    """The page; any dialog or new window fails the test."""
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    page.on("popup", lambda popup: pytest.fail(popup.url))
    return page


def test_no_payload_runs_loads_or_links_on_overview_and_data(hostile: Project, alert: Page) -> None:
    title = f"Preparing {PAYLOADS[2]}"
    job_queue.submit(["workspace", PAYLOADS[3]], key="x", title=title, project=hostile.id)  # it fails
    alert.goto("/")
    expect(alert.get_by_text("Failed")).to_be_visible()
    expect(alert.get_by_text("Next for")).to_contain_text("<img src=x")
    nothing_ran(alert)
    alert.get_by_test_id("stSidebar").get_by_role("combobox").click()  # the names of the projects
    nothing_ran(alert)
    alert.keyboard.press("Escape")
    alert.get_by_role("button", name="Log").click()
    nothing_ran(alert)
    alert.keyboard.press("Escape")
    go_to(alert, "Data")
    expect(alert.get_by_test_id("stTable").first).to_contain_text("<script>")
    nothing_ran(alert)
    alert.get_by_role("radio", name="Target sample").click()
    expect(alert.get_by_test_id("stTable").first).to_contain_text("<iframe")
    alert.get_by_role("button", name="table_chart").first.click()  # what its columns mean
    nothing_ran(alert)


def test_no_payload_runs_loads_or_links_on_the_map(hostile: Project, alert: Page) -> None:
    alert.goto("/map")
    map_is_drawn(alert)
    nothing_ran(alert)
    assert any("<" in line for line in said_by_marked(alert))
    nothing_ran(alert)
    alert.get_by_role("textbox", name="Find a text").fill("evil.example")
    alert.keyboard.press("Enter")
    expect(alert.get_by_text("texts found")).to_be_visible()
    alert.get_by_role("combobox", name="Zoom in on").click()
    nothing_ran(alert)
    alert.keyboard.press("Enter")
    nothing_ran(alert)
    alert.get_by_role("textbox", name="Find a text").fill(PAYLOADS[2] * 2)
    alert.keyboard.press("Enter")
    expect(alert.get_by_text("No text contains")).to_be_visible()
    nothing_ran(alert)
    for view, shown in (("Compare", "stDataFrame"), ("Difference", "stMetric")):
        alert.get_by_role("radio", name=view).click()
        expect(alert.get_by_test_id(shown).first).to_be_visible()
        map_is_drawn(alert)
        assert any("<" in line for line in said_by_marked(alert))
        nothing_ran(alert)


@pytest.mark.parametrize("switches", [[*SWITCHES, *NO_WEBGL]])
def test_no_payload_runs_loads_or_links_on_the_map_without_webgl(hostile: Project, alert: Page) -> None:
    alert.goto("/map")
    chart_is_drawn(alert)
    assert any("<" in label for label in hovered(alert))
    nothing_ran(alert)
    for view in ("Compare", "Difference"):
        alert.get_by_role("radio", name=view).click()
        chart_is_drawn(alert)
        nothing_ran(alert)


def test_no_payload_runs_loads_or_links_on_selection_and_annotate(hostile: Project, alert: Page) -> None:
    alert.goto("/selection")
    expect(alert.get_by_test_id("stDataFrame").first).to_be_visible()
    hovered(alert)
    nothing_ran(alert)
    alert.get_by_role("button", name="Save this selection").click()
    expect(alert.get_by_text("Annotate a saved selection")).to_be_visible()
    nothing_ran(alert)
    choose_next_points(hostile, open_prepared(hostile), "random", 5)
    go_to(alert, "Annotate")
    expect(alert.get_by_text("Text 1 of 5")).to_be_visible()
    expect(alert.get_by_role("button", name="<script>").first).to_be_visible()
    nothing_ran(alert)
    alert.keyboard.press("1")
    expect(alert.get_by_text("Text 2 of 5")).to_be_visible()
    nothing_ran(alert)


def test_no_payload_runs_loads_or_links_on_curves_and_report(hostile: Project, alert: Page) -> None:
    alert.goto("/curves")
    alert.get_by_role("radio", name="All results").click()
    expect(alert.get_by_test_id("stTable").first).to_be_visible()
    hovered(alert)
    nothing_ran(alert)
    for view, then in (("Evidence", "For the prepared project"), ("The paper's tables", "Table")):
        alert.get_by_role("radio", name=view).click()
        expect(alert.get_by_text(then).first).to_be_visible()
        nothing_ran(alert)
    alert.get_by_role("radio", name="All results").click()
    alert.get_by_text("Measure what the texts gain").click()
    nothing_ran(alert)
    go_to(alert, "Report")
    alert.get_by_label("Prepared for").fill(PAYLOADS[2])
    alert.keyboard.press("Enter")
    expect(alert.get_by_text("Prepared for <img")).to_be_visible()
    hovered(alert)
    nothing_ran(alert)


def test_an_error_that_quotes_a_payload_shows_it_as_text(hostile: Project, page: Page) -> None:
    page.goto("/data")
    header = io.StringIO()
    csv.writer(header).writerows([PAYLOADS, ["a"] * len(PAYLOADS)])
    inputs = page.get_by_test_id("stFileUploader").filter(has_text="Add to the source pool")
    inputs.locator("input[type=file]").set_input_files(
        {"name": "a.csv", "mimeType": "text/csv", "buffer": header.getvalue().encode()}
    )
    expect(page.get_by_test_id("stAlert")).to_contain_text("<img src=x onerror=")
    nothing_ran(page)

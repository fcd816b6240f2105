import csv
import io
import re
from pathlib import Path

import pytest

from tests.browser.conftest import NO_WEBGL, SWITCHES
from tests.helpers.fabricated_project import POOL, TARGET, prepared_project

sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
Page, expect = sync_api.Page, sync_api.expect
expect.set_options(timeout=20_000)

# The icon's name comes first.
LINKS = [
    re.compile(f"{name}$")
    for name in ("Overview", "Data", "Map", "Selection", "Annotate", "Curves", "Report")
]


def give(page: Page, label: str, name: str, content: str | bytes) -> None:
    data = content if isinstance(content, bytes) else content.encode()
    inputs = page.get_by_test_id("stFileUploader").filter(has_text=label).locator("input[type=file]")
    inputs.set_input_files({"name": name, "mimeType": "text/csv", "buffer": data})


def map_is_drawn(page: Page) -> None:
    expect(page.locator(".demux-map[data-look]")).to_be_attached()
    expect(page.locator(".demux-map .entry").first).to_be_visible()


def chart_is_drawn(page: Page) -> None:
    """Wait for the map of a browser without WebGL."""
    expect(page.locator(".js-plotly-plot .scatterlayer .point").first).to_be_attached()
    expect(page.locator(".js-plotly-plot .legend .traces").first).to_be_visible()


@pytest.mark.parametrize("path", ["/map", "/selection"])
def test_a_deep_link_as_the_first_request_shows_the_complete_page_once(
    workspace: Path, page: Page, path: str
) -> None:
    prepared_project()
    page.goto(path)
    expect(page.get_by_role("heading", level=1)).to_have_text([path.strip("/").capitalize()])
    expect(page.get_by_test_id("stSidebarNavLink")).to_have_text(LINKS)
    expect(page.get_by_test_id("stSidebar").get_by_text("Prepared")).to_be_visible()
    expect(page.get_by_text("Page not found")).to_have_count(0)


def test_a_newcomer_goes_from_files_to_a_download(workspace: Path, page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name="Try it with my files").click()
    expect(page.get_by_text("Next: add the source pool")).to_be_visible()
    give(page, "Upload the source pool", "pool.csv", POOL)
    expect(page.get_by_text("60 rows · Text classification")).to_be_visible()
    give(page, "Upload the target sample", "target.csv", TARGET)
    page.get_by_role("button", name="Choose my texts").click()
    expect(page.get_by_text("Preparing", exact=True)).to_be_visible()
    expect(page.get_by_role("heading", name="The 12 texts to label first")).to_be_visible(timeout=180_000)
    page.get_by_role("link", name="See the map").click()
    map_is_drawn(page)
    page.get_by_test_id("stSidebarNavLink").filter(has_text="Selection").click()
    expect(page.get_by_text("ROUND-ROBIN's 12 texts")).to_be_visible()  # the strategy that was recommended
    with page.expect_download() as download:
        page.get_by_role("button", name="Download CSV").click()
    rows = list(csv.DictReader(io.StringIO(Path(download.value.path()).read_text(encoding="utf-8-sig"))))
    assert len(rows) == 12
    assert rows[0]["strategy"] == "round_robin"


def test_a_bad_file_gives_one_clear_error(workspace: Path, page: Page) -> None:
    prepared_project()
    page.goto("/data")
    give(page, "Add to the source pool", "broken.csv", b"text,lang\n\xc3\xa9t\xc3\xa9\xff,en\n")
    alert = page.get_by_test_id("stAlert")
    expect(alert).to_have_count(1)
    expect(alert).to_contain_text("broken.csv")
    expect(alert).to_contain_text("UTF-8")
    expect(page.get_by_text("Prepared. Next")).to_be_visible()  # the stored file is unchanged


@pytest.mark.parametrize("switches", [SWITCHES, [*SWITCHES, *NO_WEBGL]], ids=["webgl", "no webgl"])
def test_a_lasso_shows_the_points_inside_as_text(workspace: Path, page: Page, switches: list[str]) -> None:
    prepared_project()
    page.goto("/map")
    if switches is SWITCHES:
        map_is_drawn(page)
        chart = page.locator(".demux-map .plot")
    else:
        chart_is_drawn(page)
        chart = page.locator(".js-plotly-plot .nsewdrag").first
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    left, top = box["x"] + 5, box["y"] + 5
    right, bottom = box["x"] + box["width"] - 5, box["y"] + box["height"] - 5
    page.mouse.move(left, top)
    page.mouse.down()
    for x, y in ((right, top), (right, bottom), (left, bottom), (left, top)):
        page.mouse.move(x, y, steps=5)
    page.mouse.up()
    expect(page.get_by_text("68 texts inside")).to_be_visible()
    expect(page.get_by_text("(60 pool, 8 target)")).to_be_visible()


def test_preparing_can_be_cancelled_and_tried_again(workspace: Path, page: Page) -> None:
    prepared_project()
    page.goto("/data")
    pool = "text,lang\n" + "".join(f"goodbye to reader {i} of page {7 * i},en\n" for i in range(5_000))
    give(page, "Add to the source pool", "my pool.csv", pool)  # prepared in well over the time of a click
    page.get_by_role("button", name="Prepare again").click()
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("Preparing was cancelled.")).to_be_visible()
    expect(page.get_by_role("button", name="Try again")).to_be_visible()

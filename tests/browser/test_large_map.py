"""The map of a pool with many texts: all of them are drawn, found under the pointer and inside a lasso."""

import csv
import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from demux_core.base.palette import TARGET_COLOR
from demux_core.charts import live_map
from demux_core.charts.colors import rgb
from demux_core.charts.point_colors import by_uncertainty
from demux_core.workspace.prepared import PreparedProject, open_prepared
from tests.browser.drawn_map import DrawnMap, in_triangle
from tests.browser.test_journeys import Page, expect
from tests.helpers.fabricated_project import large_project

N = 50_000
LANGUAGES = ("Hindi", "English", "Urdu")  # of rows 0, 1, 2, 3 and so on
# The mean colour of the points in the middle of the map.
MIDDLE = """canvas => {
  const { data } = canvas.getContext("2d").getImageData(canvas.width / 2 - 20, canvas.height / 2 - 20, 40, 40)
  return [0, 1, 2].map(channel => data.filter((_, i) => i % 4 === channel).reduce((a, b) => a + b) / 1600)
}"""


@pytest.fixture
def prepared(workspace: Path) -> PreparedProject:
    return open_prepared(large_project(N))


def test_a_lasso_lists_the_texts_inside_the_pointer_reads_one_and_a_filter_redraws(
    prepared: PreparedProject, page: Page
) -> None:
    points = np.asarray(prepared.points, dtype=np.float64)
    received: list[int] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: received.append(len(frame))))
    page.goto("/map?budget=20&strategy=random")
    large = DrawnMap(page, points)
    assert max(received) > 4 * N  # the coordinates
    assert page.locator(".js-plotly-plot").count() == 0
    assert page.locator(".entry").all_text_contents()[-2:] == ["Target sample (8)", "RANDOM (20)"]

    farthest = int(np.argmax(points[:N, 0]))
    page.mouse.move(*large.on_screen(points[farthest]))
    expect(page.locator(".tip")).to_contain_text(f"text {farthest}")
    expect(page.locator(".tip")).to_contain_text(f"{LANGUAGES[farthest % 3]} · margin")

    left, top = large.box["x"] + large.box["width"] * 0.45, large.box["y"] + large.box["height"] * 0.4
    corners = [(left, top), (left + 90, top + 20), (left + 30, top + 80)]
    large.lasso(corners)
    inside = in_triangle(points, large.on_map(corners))
    expect(page.get_by_text(f"{len(inside):,} texts inside")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download CSV").click()
    listed = csv.DictReader(io.StringIO(Path(download.value.path()).read_text(encoding="utf-8-sig")))
    ids = [*prepared.source.ids, *prepared.target.ids]
    assert sorted(row["id"] for row in listed) == sorted(str(ids[row]) for row in inside)

    before = large.covered()
    languages = page.get_by_role("combobox", name="Show languages")
    languages.scroll_into_view_if_needed()
    page.wait_for_timeout(500)  # a list closes when the page is scrolled
    languages.fill("Urdu")
    received.clear()
    page.get_by_role("option", name="Urdu").click()
    expect(page.locator(".entry").first).to_have_text(f"Urdu ({N // 3:,})")
    large.wait_until(lambda covered: 0 < covered < 0.8 * before)
    assert max(received) < 4 * N  # they are not sent again
    page.keyboard.press("Escape")
    page.locator(".entry").first.click()
    large.wait_until(lambda covered: covered == 0)


def test_the_keyboard_reads_marked_texts_and_lists_what_is_in_view(
    prepared: PreparedProject, page: Page
) -> None:
    page.goto("/map?budget=20&strategy=random")
    DrawnMap(page, np.asarray(prepared.points, dtype=np.float64))
    plot, tip = page.locator(".plot"), page.locator(".tip")
    plot.focus()
    page.keyboard.press("n")
    expect(tip).to_contain_text("RANDOM: rank 1")
    page.keyboard.press("n")
    expect(tip).to_contain_text("RANDOM: rank 2")
    page.keyboard.press("p")
    page.keyboard.press("p")
    expect(tip).to_contain_text("नमस्कार 7")  # the target sample comes last
    page.keyboard.press("Enter")
    expect(page.get_by_text(f"{N + 8:,} texts inside")).to_be_visible()
    plot.focus()
    page.keyboard.press("Escape")
    expect(page.get_by_text(f"{N + 8:,} texts inside")).to_have_count(0)


def test_what_the_model_is_least_sure_of_is_drawn_on_top_and_saved_as_a_picture(
    prepared: PreparedProject, page: Page
) -> None:
    page.goto("/map?budget=20&strategy=random&colour=uncertainty")
    large = DrawnMap(page, np.asarray(prepared.points, dtype=np.float64))
    ramp = live_map.color_table(by_uncertainty(prepared.source), dark=False)["colors"]
    lowest, middle = (np.array(rgb(ramp[level])) for level in (0, live_map.LEVELS // 2))
    seen = np.array(large.canvas.evaluate(MIDDLE))
    assert np.abs(seen - lowest).sum() < np.abs(seen - middle).sum()

    with page.expect_download() as download:
        page.get_by_role("button", name="PNG").click()
    assert download.value.suggested_filename == "large-map.png"
    with Image.open(download.value.path()) as picture:
        colors = {color for _, color in picture.convert("RGB").getcolors(picture.width * picture.height)}
    assert picture.width > large.box["width"] + 200  # the legend
    assert {rgb(TARGET_COLOR), rgb(ramp[0])} <= colors

"""The demo's map with WebGL: texts are read at once, and strategies compared on maps that move together."""

import csv
import io
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from demux_core.base.palette import TARGET_COLOR
from demux_core.charts import map_charts
from demux_core.charts.colors import pool_colors, rgb
from demux_core.demo.opening import open_first_demo
from demux_core.explain.map_frames import map_frame, map_rows
from demux_core.workspace.prepared import PreparedProject, open_prepared
from demux_core.workspace.project import list_projects
from tests.browser.drawn_map import DrawnMap, in_triangle
from tests.browser.test_journeys import Page, expect

COMPARED = ("knn_uncertainty", "average_dist", "random")
COMPARE = f"/map?view=compare&budget=30&{'&'.join(f'strategy={name}' for name in COMPARED)}"
PICTURE = "canvas => canvas.toDataURL()"


@pytest.fixture
def prepared(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> PreparedProject:
    """The demo, in a workspace that the test's server opens."""
    monkeypatch.delenv("DEMUX_DEMO")
    open_first_demo()
    (project,) = list_projects()
    return open_prepared(project)


@pytest.fixture
def points(prepared: PreparedProject) -> np.ndarray:
    return np.asarray(prepared.points, dtype=np.float64)


def corners_around(drawn: DrawnMap) -> list[tuple[float, float]]:
    """A triangle in the middle of a map."""
    box = drawn.box
    shares = ((0.3, 0.35), (0.75, 0.45), (0.4, 0.75))
    return [(box["x"] + box["width"] * right, box["y"] + box["height"] * down) for right, down in shares]


def listed(page: Page) -> list[str]:
    """The ids in the table of the texts inside."""
    with page.expect_download() as download:
        page.get_by_role("button", name="Download CSV").first.click()
    table = csv.DictReader(io.StringIO(Path(download.value.path()).read_text(encoding="utf-8-sig")))
    return sorted(row["id"] for row in table)


def ids(prepared: PreparedProject, rows: np.ndarray) -> list[str]:
    every = [*prepared.source.ids, *prepared.target.ids]
    return sorted(str(every[row]) for row in rows)


def plotly_size(prepared: PreparedProject) -> int:
    """The bytes of the same map as a Plotly chart."""
    pool, target = prepared.source, prepared.target
    frame = map_frame(pool, target, np.asarray(prepared.points), map_rows(len(pool), []))
    return len(map_charts.map_figure(frame, pool_colors(pool, target), {}).to_json().encode())


def test_the_text_under_the_pointer_is_read_without_the_server_and_a_lasso_lists_what_is_inside(
    prepared: PreparedProject, points: np.ndarray, page: Page, capsys: pytest.CaptureFixture[str]
) -> None:
    received: list[int] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: received.append(len(frame))))
    page.goto("/map?budget=30&strategy=random")
    drawn = DrawnMap(page, points)
    page.wait_for_timeout(1_000)
    plotly = plotly_size(prepared)
    with capsys.disabled():
        print(f"\nthe page with the demo's map: {sum(received):,} bytes; Plotly's map alone: {plotly:,}")
    assert sum(received) < plotly
    assert page.locator(".js-plotly-plot").count() == 0

    received.clear()
    farthest = int(np.argmax(points[: len(prepared.source), 0]))
    page.mouse.move(*drawn.on_screen(points[farthest]))
    tip = page.locator(".demux-map .tip")
    expect(tip).to_contain_text((prepared.source.texts or [])[farthest][:40])
    expect(tip).to_contain_text("margin")
    page.mouse.move(5, 5)
    page.locator(".plot").focus()
    page.keyboard.press("n")
    expect(tip).to_contain_text("RANDOM: rank 1")
    assert received == []

    corners = corners_around(drawn)
    drawn.lasso(corners)
    inside = in_triangle(points, drawn.on_map(corners))
    expect(page.get_by_text(f"{len(inside):,} texts inside")).to_be_visible()
    assert listed(page) == ids(prepared, inside)


def test_what_is_zoomed_hidden_and_drawn_stays_when_colour_and_strategy_change(
    prepared: PreparedProject, points: np.ndarray, page: Page
) -> None:
    page.goto(f"/map?budget=30&{'&'.join(f'strategy={name}' for name in COMPARED)}")
    drawn = DrawnMap(page, points)
    whole = drawn.covered()
    page.get_by_role("button", name="Target sample").click()
    for _ in range(2):
        page.get_by_role("button", name="Zoom in").click()
    drawn.wait_until(lambda covered: covered < 0.8 * whole)
    page.locator(".plot").press("Enter")  # outlines what is seen
    inside = page.get_by_text(re.compile(r"\d texts? inside"))
    expect(inside).to_be_visible()
    said, zoomed = inside.text_content(), drawn.covered()

    page.get_by_test_id("stSelectbox").filter(has_text="Colour by").locator("input").click()
    page.get_by_role("option", name="Density").click()
    expect(page.locator(".demux-map .scale")).to_be_visible()
    page.get_by_role("button", name="RANDOM", exact=True).click()
    expect(page.locator(".entry").filter(has_text="RANDOM (30)")).to_be_visible()
    drawn.wait_until(lambda covered: abs(covered - zoomed) < 0.1 * zoomed)
    expect(page.locator(".entry").filter(has_text="Target sample")).to_have_attribute("aria-pressed", "false")
    expect(inside).to_have_text(said)


def test_compared_strategies_have_maps_with_one_view_one_outline_and_one_list(
    prepared: PreparedProject, points: np.ndarray, page: Page
) -> None:
    page.goto(COMPARE)
    maps = [DrawnMap(page, points, place) for place in range(len(COMPARED))]
    assert page.locator(".js-plotly-plot").count() == 0
    expect(page.locator(".pane .title")).to_have_text(
        [f"{name} · 30 texts" for name in ("KNN-UNCERTAINTY", "AVERAGE-DIST", "RANDOM")]
    )
    expect(page.locator(".legend")).to_have_count(1)
    page.wait_for_timeout(1_000)

    def pictures(canvas: str) -> list[str]:
        return [getattr(each, canvas).evaluate(PICTURE) for each in maps]

    before = pictures("above")
    assert len(set(before)) == len(COMPARED)  # each has its own chosen texts
    corners = corners_around(maps[1])
    maps[1].lasso(corners)
    inside = in_triangle(points, maps[1].on_map(corners))
    expect(page.get_by_text(f"{len(inside):,} texts inside")).to_have_count(1)
    assert listed(page) == ids(prepared, inside)
    outlined = pictures("above")
    assert all(one != other for one, other in zip(before, outlined, strict=True))

    whole = pictures("canvas")
    assert len(set(whole)) == 1  # the same points behind
    maps[2].plot.scroll_into_view_if_needed()
    box = maps[2].box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.wheel(0, -400)
    page.wait_for_timeout(1_000)
    zoomed = pictures("canvas")
    assert len(set(zoomed)) == 1
    assert zoomed[0] != whole[0]
    assert all(one != other for one, other in zip(outlined, pictures("above"), strict=True))


def test_compared_maps_are_saved_as_one_picture(
    prepared: PreparedProject, points: np.ndarray, page: Page
) -> None:
    page.goto(COMPARE)
    drawn = DrawnMap(page, points, 2)
    with page.expect_download() as download:
        page.get_by_role("button", name="PNG").click()
    with Image.open(download.value.path()) as picture:
        size = picture.size
        colors = {color for _, color in picture.convert("RGB").getcolors(picture.width * picture.height)}
    assert size[0] > 3 * drawn.box["width"]
    assert {rgb(TARGET_COLOR)} <= colors

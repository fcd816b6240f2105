"""The address of the Overview, the switch of the theme, and lines that come forward, in one visit."""

import re
from pathlib import Path

import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
Page, expect = sync_api.Page, sync_api.expect
expect.set_options(timeout=30_000)

PALE = """() => {
  const chart = document.querySelector('.st-key-curve_chart .js-plotly-plot')
  const { xaxis, yaxis } = chart._fullLayout, { x, y } = chart.getBoundingClientRect()
  const line = chart._fullData.find((trace) => trace.opacity < 1)
  const at = { x: x + xaxis._offset + xaxis.d2p(line.x[2]), y: y + yaxis._offset + yaxis.d2p(line.y[2]) }
  return { ...at, drawn: `.trace${line.uid}` }
}"""


def test_the_theme_is_switched_and_a_pale_line_comes_forward(workspace: Path, page: Page) -> None:
    page.goto("/overview?seed=7")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page).to_have_url(re.compile(r"//[^/]+/\?.*seed=7"))
    expect(page.get_by_text("Page not found")).to_have_count(0)
    page.get_by_test_id("stMainMenu").click()
    page.get_by_test_id("stMainMenuPopover").get_by_text("Dark").last.click()
    expect(page.get_by_test_id("stApp")).to_have_css("background-color", "rgb(18, 22, 28)")
    page.keyboard.press("Escape")
    page.get_by_test_id("stSidebarNavLink").filter(has_text="Curves").click()
    expect(page.locator(".st-key-curve_chart .js-plotly-plot")).to_be_visible()
    page.wait_for_timeout(1_500)  # until the chart listens
    pale = page.evaluate(PALE)
    page.mouse.move(pale["x"], pale["y"] - 20)
    page.mouse.move(pale["x"], pale["y"])
    expect(page.locator(pale["drawn"]).first).to_have_css("opacity", "1")
    page.mouse.move(5, 5)
    expect(page.locator(pale["drawn"]).first).to_have_css("opacity", "0.4")

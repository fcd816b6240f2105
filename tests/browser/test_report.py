from pathlib import Path

import pytest

from tests.helpers.fabricated_project import prepared_project
from tests.helpers.fabricated_report import measured_project
from tests.report.test_html import PAYLOADS

sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
Page, expect = sync_api.Page, sync_api.expect
expect.set_options(timeout=20_000)


@pytest.fixture
def measured(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEMUX_DEMO", "off")
    scores = {"knn_uncertainty": 70.0, "random": 60.0, "egalitarian": 58.0}
    measured_project(scores, name=PAYLOADS[0], project=prepared_project(PAYLOADS[2]))


def test_the_report_is_exported_and_opens_offline(measured: None, page: Page, tmp_path: Path) -> None:
    page.goto("/report")
    expect(page.get_by_text("Label 20 texts that KNN-UNCERTAINTY chooses.")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download HTML").click()
    file = tmp_path / "report.html"
    download.value.save_as(file)

    context = page.context.browser.new_context(offline=True, viewport={"width": 400, "height": 800})
    report = context.new_page()
    requested_urls: list[str] = []
    console_lines: list[str] = []
    report.on("request", lambda request: requested_urls.append(request.url))
    report.on("console", lambda line: console_lines.append(line.text))
    report.on("pageerror", lambda error: console_lines.append(str(error)))
    report.goto(file.as_uri())
    expect(report.locator("html")).to_have_attribute("data-drawn", "6")
    expect(report.locator("#plot-comparison .bars .point")).to_have_count(2)
    expect(report.locator("#plot-curve .scatterlayer .trace")).not_to_have_count(0)
    # Figures are interactive: a click in the legend hides or shows a trace.
    report.locator("#plot-map .legendtoggle").first.click()
    assert report.evaluate("document.documentElement.scrollWidth <= innerWidth"), "it is wider than a phone"
    assert [url for url in requested_urls if not url.startswith(("file:", "data:", "blob:"))] == []
    assert console_lines == []
    assert report.evaluate("window.ran") is None
    context.close()

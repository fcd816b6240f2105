import csv
import io
from pathlib import Path

import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
Page, expect = sync_api.Page, sync_api.expect
expect.set_options(timeout=20_000)


def test_the_published_curves_are_drawn_tabulated_and_downloaded(workspace: Path, page: Page) -> None:
    page.goto("/curves")
    legend = page.locator(".legendtext")
    names = ["KNN-UNCERTAINTY", "AVERAGE-DIST", "UNCERTAINTY", "RANDOM", "EGALITARIAN", "GOLD", "EN-FT"]
    expect(legend).to_have_text(names)
    reading = page.get_by_test_id("stTable").first
    expect(reading).to_contain_text("80.5 ± 4.0")
    page.get_by_role("slider").press("ArrowRight")
    expect(reading).to_contain_text("82.4 ± 2.9")  # KNN-UNCERTAINTY at 250 points
    page.get_by_role("button", name="UNCERTAINTY", exact=True).click()
    expect(legend).to_have_text([name for name in names if name != "UNCERTAINTY"])
    with page.expect_download() as download:
        page.get_by_role("button", name="Download CSV").click()
    rows = list(csv.DictReader(io.StringIO(Path(download.value.path()).read_text(encoding="utf-8-sig"))))
    assert len(rows) == 6 * 7 + 1
    gold = next(row for row in rows if row["strategy"] == "gold" and row["budget"] == "1000")
    assert round(float(gold["mean"]), 1) == 87.7

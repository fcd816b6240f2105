"""How quick the map of a large pool is: `python -m tests.benchmarks.large_map --texts 100000 1000000`.

Opens a made project in Chromium, which draws without a graphics card, and prints the seconds from opening
the page to the map, from a change to the picture that shows it, and from a lasso to the number of texts
inside; then the memory of the server.
"""

import argparse
import os
import re
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psutil
from playwright.sync_api import Page, sync_playwright

from tests.benchmarks.pages import settle
from tests.browser.conftest import CHROMIUM, SWITCHES, Server
from tests.helpers.fabricated_project import large_project

PATIENCE = 300_000  # milliseconds
# `window.drawn` becomes when the map is next drawn with other colours, points or marks.
WATCH = """root => {
    window.drawn = new Promise(done => {
        const before = root.dataset.look;
        const watcher = new MutationObserver(() => {
            if (root.dataset.look === before) return;
            watcher.disconnect(); done(performance.now());
        });
        watcher.observe(root, {attributes: true});
    });
}"""


def redraw(page: Page, prepare: Callable[[], object], act: Callable[[], object]) -> float:
    """The seconds from an act to the picture that follows."""
    prepare()
    settle(page)
    page.locator(".demux-map").evaluate(WATCH)
    start = page.evaluate("performance.now()")
    act()
    return (page.evaluate("window.drawn") - start) / 1000


def by_language(page: Page, name: str) -> float:
    languages = page.get_by_role("combobox", name="Show languages")
    return redraw(page, lambda: languages.fill(name), page.get_by_role("option", name=name).click)


def by_colour(page: Page, name: str) -> float:
    chosen = page.get_by_test_id("stSelectbox").filter(has_text="Colour by").locator("input")
    return redraw(page, chosen.click, page.get_by_role("option", name=name).click)


def by_budget(page: Page, texts: int) -> float:
    budget = page.get_by_role("spinbutton", name="Budget")
    return redraw(page, lambda: budget.fill(str(texts)), lambda: budget.press("Enter"))


def by_lasso(page: Page, size: int) -> float:
    """The seconds from the end of a lasso to the number of texts inside."""
    plot = page.locator(".plot")
    plot.scroll_into_view_if_needed()
    box = plot.bounding_box()
    assert box is not None
    left, top = box["x"] + box["width"] * 0.45, box["y"] + box["height"] * 0.45
    inside = page.get_by_text(re.compile(r"\d texts inside"))
    before = inside.first.text_content() if inside.count() else ""
    page.mouse.move(left, top)
    page.mouse.down()
    for right, down in ((size, 0), (size, size), (0, size)):
        page.mouse.move(left + right, top + down)
    start = time.perf_counter()
    page.mouse.up()
    while not inside.count() or inside.first.text_content() == before:
        page.wait_for_timeout(10)
    seconds = time.perf_counter() - start
    settle(page)
    return seconds


def report(texts: int, what: str, seconds: list[float]) -> None:
    median, slowest = statistics.median(seconds), max(seconds)
    print(f"{texts:>9,}  {what:<24}{median:6.2f} s median {slowest:6.2f} s slowest", flush=True)


def measure(page: Page, texts: int) -> None:
    start = time.perf_counter()
    page.goto("/map?budget=20&strategy=random")
    page.locator(".demux-map[data-look]").wait_for()
    report(texts, "open the map", [time.perf_counter() - start])
    report(
        texts, "filter: one language more", [by_language(page, name) for name in ("Urdu", "Hindi", "English")]
    )
    page.keyboard.press("Escape")
    report(texts, "colour", [by_colour(page, name) for name in ("Margin", "Density", "Language")])
    report(texts, "budget", [by_budget(page, budget) for budget in (21, 22, 23)])
    report(texts, "lasso to table", [by_lasso(page, size) for size in (40, 50, 60)])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=int, nargs="+", default=[100_000, 1_000_000])
    for texts in parser.parse_args().texts:
        with tempfile.TemporaryDirectory() as folder, sync_playwright() as player:
            os.environ |= {"DEMUX_WORKSPACE": folder, "DEMUX_CACHE": f"{folder}/cache"}
            large_project(texts)
            browser = player.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
            server = Server(Path(folder) / "server.log")
            page = browser.new_page(base_url=server.address, viewport={"width": 1280, "height": 1000})
            page.set_default_timeout(PATIENCE)
            try:
                measure(page, texts)
                used = psutil.Process(server.process.pid).memory_info().rss / 1e6
                print(f"{texts:>9,}  {'memory of the server':<24}{used:6.0f} MB", flush=True)
            finally:
                browser.close()
                server.kill()


if __name__ == "__main__":
    main()

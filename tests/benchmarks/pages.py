"""How quick the pages are, and stay while a model encodes on every core: `python -m tests.benchmarks.pages`.

Opens the demo (1,584 pool rows) in Chromium, first alone and then beside a job, and prints the seconds from
starting the server to the map, and the median and the slowest from a click to the opened page's title, and
from a change of a filter to the last thing it changes on the page. Like a visitor, each click waits until the
page before it is drawn.
"""

import argparse
import os
import re
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from demux_core.jobs import Job, job_queue
from demux_core.workflows.preparation_jobs import prepare_job, start_prepare
from demux_core.workspace.project import create_project
from demux_core.workspace.project_files import put_file
from tests.browser.conftest import CHROMIUM, SWITCHES, Server

STEPS = 5
DEMO = "demo-intents-in-nepali"
# Nothing has changed for as long as a visitor would wait, and the script has ended: when was the last change?
LAST_CHANGE = """() => new Promise(done => {
    let last = performance.now();
    const watcher = new MutationObserver(() => { last = performance.now(); });
    const all = {subtree: true, childList: true, attributes: true, characterData: true};
    watcher.observe(document.querySelector('[data-testid=stMain]'), all);
    const timer = setInterval(() => {
        if (performance.now() - last < 400) return;
        if (!document.querySelector('[data-test-script-state=notRunning]')) return;
        clearInterval(timer); watcher.disconnect(); done(last);
    }, 20);
})"""
PAGES = ("Overview", "Data", "Map", "Selection", "Annotate", "Curves", "Report")


def settle(page: Page) -> None:
    """Wait until the page's script has ended and nothing was drawn for a moment."""
    page.locator("[data-test-script-state=notRunning]").wait_for()
    page.evaluate("() => new Promise(done => requestIdleCallback(done, {timeout: 5000}))")
    page.wait_for_timeout(200)


def timed(page: Page, act: Callable[[], object], shown: Callable[[], None]) -> float:
    settle(page)
    # wait_for looks at every frame; expect looks again after up to a second.
    start = time.perf_counter()
    act()
    shown()
    return time.perf_counter() - start


def switch(page: Page, name: str) -> float:
    """From a click in the sidebar to the title; newcomers, who have the demo only, see a landing screen."""
    link = page.get_by_test_id("stSidebarNavLink").filter(has_text=name)
    title = re.compile(r"^(Overview|Which texts should you label\?)$") if name == "Overview" else name
    return timed(page, link.click, page.get_by_role("heading", level=1, name=title).wait_for)


def changed(page: Page, act: Callable[[Page, int], None], step: int) -> float:
    """The seconds until the last change in the page that follows."""
    if act is colour:  # what opens the list changes nothing yet
        page.get_by_test_id("stSelectbox").filter(has_text="Colour by").locator("input").click()
    settle(page)
    start = page.evaluate("performance.now()")
    act(page, step)
    return (page.evaluate(LAST_CHANGE) - start) / 1000


def budget(page: Page, value: int) -> None:
    box = page.get_by_role("spinbutton", name="Budget")
    box.fill(str(value))
    box.press("Enter")


def colour(page: Page, step: int) -> None:
    page.get_by_role("option", name=("Margin", "Label", "Language")[step % 3]).click()


def strategy(page: Page, _: int) -> None:
    page.get_by_text("AVERAGE-DIST", exact=True).first.click()


def curve(page: Page, _: int) -> None:
    page.get_by_role("button", name="UNCERTAINTY", exact=True).click()


FILTERS: tuple[tuple[str, str, Callable[[Page, int], None]], ...] = (
    ("Selection", "budget", budget),
    ("Selection", "strategy", strategy),
    ("Map", "budget", budget),
    ("Map", "colour", colour),
    ("Curves", "strategy", curve),
)


def report(title: str, what: str, seconds: list[float]) -> None:
    print(f"{title:<12}{what:<20}{statistics.median(seconds):6.2f} s median {max(seconds):6.2f} s slowest")


def measure(page: Page, title: str, first: int) -> None:
    """Print the times; ``first`` is a budget that was not asked for before."""
    for name in PAGES:  # the first visit fills the caches
        switch(page, name)
        page.wait_for_timeout(1_500)
    opened: dict[str, list[float]] = {name: [] for name in PAGES}
    for _ in range(STEPS):
        for name in PAGES:
            opened[name].append(switch(page, name))
    for name, seconds in opened.items():
        report(title, f"open {name}", seconds)
    report(title, "open any page", [one for seconds in opened.values() for one in seconds])
    filters: list[float] = []
    for name, what, act in FILTERS:
        switch(page, name)
        seconds = [changed(page, act, first + step) for step in range(STEPS)]
        report(title, f"{name}: {what}", seconds)
        filters += seconds
    report(title, "change any filter", filters)


def long_job() -> Job:
    """A job that encodes for minutes; it is under way when this returns."""
    project = create_project("Long")
    pool = "text,lang\n" + "".join(f"{i} the clinic opens at nine in the morning,en\n" for i in range(60_000))
    put_file(project, "pool", "pool.csv", pool.encode())
    project, _ = put_file(project, "target", "target.csv", b"text\nwhere can I buy this medicine\n")
    start_prepare(project)
    while (job := prepare_job(project)) is not None and job.progress is None:
        time.sleep(0.5)
    assert job is not None
    assert job.active, job.log.tail()
    return job


def main() -> None:
    argparse.ArgumentParser(description=__doc__).parse_args()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as player:
        os.environ |= {"DEMUX_WORKSPACE": folder, "DEMUX_CACHE": f"{folder}/cache"}
        browser = player.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        begin = time.perf_counter()
        server = Server(Path(folder) / "server.log")
        page = browser.new_page(base_url=server.address, viewport={"width": 1280, "height": 800})
        try:
            page.goto("/map")
            page.locator(".demux-map[data-look]").wait_for(timeout=60_000)
            print(f"server start to the demo's map: {time.perf_counter() - begin:.1f} s")
            measure(page, "alone", 30)
            job = long_job()
            page.goto(f"/?project={DEMO}")
            measure(page, "with a job", 60)
            job_queue.cancel(job)
        finally:
            browser.close()
            server.kill()


if __name__ == "__main__":
    main()

"""How quick the pages stay while a model encodes on every core: `python -m tests.benchmarks.pages`.

Opens the pages in Chromium, first alone and then beside a job, and prints the median and the slowest of the
times from a click to the page's new state.
"""

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from demux_core.jobs import Job, job_queue
from demux_core.projects import create_project, put_file
from demux_core.projects.runs import prepare_job, start_prepare
from tests.browser.conftest import CHROMIUM, SWITCHES, Server
from tests.pages.fabricate import prepared_project

STEPS = 10


def timed(act: Callable[[], None], shown: Callable[[], None]) -> float:
    start = time.perf_counter()
    act()
    shown()
    return time.perf_counter() - start


def switch(page: Page, name: str) -> float:
    link = page.get_by_test_id("stSidebarNavLink").filter(has_text=name)
    return timed(link.click, lambda: expect(page.get_by_role("heading", level=1)).to_have_text(name))


def budget(page: Page, value: int) -> float:
    box = page.get_by_role("spinbutton", name="Budget")
    wanted = page.get_by_text(f"KNN-UNCERTAINTY's {value} points")
    return timed(lambda: (box.fill(str(value)), box.press("Enter")), lambda: expect(wanted).to_be_visible())


def measure(page: Page, title: str, first: int) -> None:
    """Print the times; ``first`` is a budget that was not asked for before."""
    pages, filters = [], []
    for step in range(STEPS):
        pages += [switch(page, name) for name in ("Data", "Map", "Selection")]
        filters.append(budget(page, first + step))
    for what, seconds in (("switch page", pages), ("change filter", filters)):
        print(
            f"{title:<12}{what:<16}{statistics.median(seconds):6.2f} s median {max(seconds):6.2f} s slowest"
        )


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
    assert job.active, job.log_tail()
    return job


def main() -> None:
    argparse.ArgumentParser(description=__doc__).parse_args()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as player:
        os.environ |= {"DEMUX_WORKSPACE": folder, "DEMUX_CACHE": f"{folder}/cache"}
        prepared_project()
        server = Server(Path(folder) / "server.log")
        browser = player.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        page = browser.new_page(base_url=server.address)
        try:
            page.goto("/?project=greetings")
            measure(page, "alone", 5)
            job = long_job()
            page.goto("/?project=greetings")
            measure(page, "with a job", 20)
            job_queue.cancel(job)
        finally:
            browser.close()
            server.kill()


if __name__ == "__main__":
    main()

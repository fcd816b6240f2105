"""Two servers on one workspace, 20 browser pages on one server: no visitor sees "database is locked"."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from demux_core.workspace import open_store
from demux_core.workspace.integrity import check
from demux_core.workspace.project import open_project
from tests.browser.conftest import CHROMIUM, SWITCHES, Server
from tests.helpers import fabricated_project

sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
Browser, expect = sync_api.Browser, sync_api.expect

PAGES = 20
PATIENCE = 40_000
PLACES = ("/", "/annotate", "/", "/data")
LOCKED = "database is locked"


@pytest.fixture
def browser() -> Iterator[object]:
    if not Path(CHROMIUM).exists():
        pytest.skip("Chromium is not installed; install it or set DEMUX_CHROMIUM to its path")
    with sync_api.sync_playwright() as player:
        # One process for all tabs loads the scripts only once.
        switches = [*SWITCHES, "--process-per-site"]
        chromium = player.chromium.launch(executable_path=CHROMIUM, args=switches)
        yield chromium
        chromium.close()


@pytest.fixture
def visitors(browser: "Browser") -> "sync_api.BrowserContext":
    """A browser context; each page in it has its own session."""
    return browser.new_context(viewport={"width": 800, "height": 600})


def opened(visitors: "sync_api.BrowserContext", address: str, place: str) -> "sync_api.Page":
    """Open a page without waiting until it has loaded."""
    page = visitors.new_page()
    page.goto(f"{address}{place}", wait_until="commit")
    return page


def is_well(page: "sync_api.Page") -> None:
    expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=PATIENCE)
    assert page.get_by_test_id("stException").count() == 0
    assert LOCKED not in page.content()


def uploaded(page: "sync_api.Page", role: str, name: str) -> None:
    box = page.get_by_test_id("stFileUploader").filter(has_text=f"Upload the {role}")
    content = f"text,lang,label\nhello {role},en,a\nbonjour {role},fr,b\n".encode()
    file = {"name": name, "mimeType": "text/csv", "buffer": content}
    box.locator("input[type=file]").set_input_files(file, timeout=PATIENCE)


def test_two_servers_serve_pages_and_store_uploads_in_one_workspace(
    workspace: Path, running: Server, visitors: "sync_api.BrowserContext"
) -> None:
    fabricated_project.project_with_files("Greetings")
    second = Server(workspace.parent / "second.log")
    servers = (running, second)
    try:
        visits = [opened(visitors, server.address, "/data") for server in servers for _ in range(2)]
        for page in visits:
            is_well(page)
        uploaded(visits[0], "test", "own test.csv")
        uploaded(visits[2], "labelled English data", "own English.csv")
        for page, name in ((visits[0], "own test.csv"), (visits[2], "own English.csv")):
            stored = page.get_by_test_id("stMarkdown").filter(has_text=name)
            expect(stored).to_be_visible(timeout=PATIENCE)
        for page in visits:
            is_well(page)
    finally:
        second.process.terminate()
        second.process.wait(10)
    assert {"pool", "target", "test", "train"} == set(open_project("greetings").uploads)
    assert check(open_store()) == []
    assert all(LOCKED not in server.log.read_text() for server in servers)


def test_twenty_pages_at_once_are_served(
    workspace: Path, running: Server, visitors: "sync_api.BrowserContext"
) -> None:
    fabricated_project.prepared_project("Greetings")
    pages = [opened(visitors, running.address, PLACES[i % len(PLACES)]) for i in range(PAGES)]
    for page in pages:
        is_well(page)
    assert LOCKED not in running.log.read_text()

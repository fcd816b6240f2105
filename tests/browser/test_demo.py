"""Time from starting the server to the demo's map in a browser."""

import os
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.conftest import Server

sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
Page, expect = sync_api.Page, sync_api.expect
expect.set_options(timeout=20_000)
SECONDS = 10


@pytest.fixture
def running(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server started at the beginning of the test, in a workspace that does not exist yet."""
    monkeypatch.delenv("DEMUX_DEMO")
    monkeypatch.setattr(Server, "born", time.monotonic(), raising=False)
    server = Server(workspace.parent / "server.log")
    yield server
    server.process.terminate()
    server.process.wait(10)


def test_a_new_workspace_shows_the_demo_s_map_within_seconds(
    running: Server, page: Page, capsys: pytest.CaptureFixture[str]
) -> None:
    page.goto("/map")
    expect(page.locator(".demux-map[data-look]")).to_be_attached(timeout=60_000)
    expect(page.locator(".demux-map .entry").first).to_be_visible()
    seconds = time.monotonic() - running.born
    with capsys.disabled():
        print(f"\nfrom the start of the server to the demo's map: {seconds:.1f} s")
    assert not torch_is_loaded(running.process.pid)
    # Allow more time on a busy machine.
    load = max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))
    assert seconds < 1.5 * SECONDS * load
    expect(page).to_have_url(re.compile("project=demo-intents-in-nepali"))
    page.get_by_test_id("stSidebarNavLink").filter(has_text="Selection").click()
    expect(page.get_by_text("KNN-UNCERTAINTY's 100 texts")).to_be_visible()


def torch_is_loaded(pid: int) -> bool:
    return "libtorch" in Path(f"/proc/{pid}/maps").read_text() if sys.platform == "linux" else False

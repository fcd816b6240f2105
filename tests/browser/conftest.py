"""A fresh server of its own and a real Chromium for each journey."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from demux_core.jobs import job_queue

ROOT = Path(__file__).parents[2]
CHROMIUM = os.environ.get("DEMUX_CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
SWITCHES = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-sync",
    "--disable-component-update",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DEMUX_WORKSPACE", str(tmp_path / "workspace"))
    return tmp_path / "workspace"


class Server:
    """A server of the pages, which can be killed and started again at its address."""

    def __init__(self, log: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self.log = log
        self.start()

    def start(self) -> None:
        """Start it; its first request is still to come (its health is asked, no page)."""
        options = ["--server.port", str(self.port), "--server.headless", "true"]
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "streamlit", "run", "app.py", *options],
                cwd=ROOT,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        for _ in range(300):
            try:
                urllib.request.urlopen(f"{self.address}/_stcore/health", timeout=1)
                return
            except OSError:
                time.sleep(0.1)
        pytest.fail(f"the server does not answer: {self.log.read_text()}")

    def kill(self) -> None:
        """Kill it as ``kill -9`` does."""
        self.process.kill()
        self.process.wait(10)


@pytest.fixture
def running(workspace: Path) -> Iterator[Server]:
    """A server."""
    server = Server(workspace.parent / "server.log")
    yield server
    server.process.terminate()
    server.process.wait(10)
    for job in job_queue.reap_and_start():
        job_queue.cancel(job)


@pytest.fixture
def server(running: Server) -> str:
    """Address of a server whose first page is still to be asked for."""
    return running.address


@pytest.fixture
def page(server: str) -> Iterator[object]:
    """A browser page; at the end nothing may have left this machine and the console is without errors."""
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    if not Path(CHROMIUM).exists():
        pytest.skip("Chromium is not here; install it or set DEMUX_CHROMIUM to its path")
    strangers: list[str] = []
    errors: list[str] = []
    with playwright.sync_playwright() as player:
        browser = player.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        page = browser.new_page(viewport={"width": 1280, "height": 800}, base_url=server)
        ours = (server, server.replace("http", "ws"), "data:", "blob:")
        page.on(
            "request", lambda request: None if request.url.startswith(ours) else strangers.append(request.url)
        )
        page.on(
            "console",
            lambda line: errors.append(f"{line.text} {line.location}") if line.type == "error" else None,
        )
        page.on("pageerror", lambda error: errors.append(str(error)))
        yield page
        browser.close()
    assert strangers == []
    # On a deep link Streamlit itself looks for its server below the page's address first, and is told 404.
    # What a page says while its server is dead is no fault of the page.
    expected = ("/_stcore/", "disconnected from server")
    assert [line for line in errors if not any(part in line for part in expected)] == []

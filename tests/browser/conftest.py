"""A new server and a real Chromium for each test."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from demux_core.jobs import job_queue

ROOT = Path(__file__).parents[2]
CHROMIUM = os.environ.get("DEMUX_CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
# What makes Chromium draw WebGL without a graphics card, and what takes WebGL from it.
SOFTWARE_WEBGL = ["--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
NO_WEBGL = ["--disable-3d-apis"]
SWITCHES = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-sync",
    "--disable-component-update",
    *SOFTWARE_WEBGL,
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.alone)


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DEMUX_WORKSPACE", str(tmp_path / "workspace"))
    return tmp_path / "workspace"


class Server:
    """A dashboard server that can be killed and restarted at the same address."""

    def __init__(self, log: Path, options: Sequence[str] = ()) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self.log = log
        self.options = options
        self.start()

    def start(self) -> None:
        """Start the server and wait until it is healthy, without requesting a page."""
        options = ["--server.port", str(self.port), "--server.headless", "true", *self.options]
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
        """Kill the server like ``kill -9``."""
        self.process.kill()
        self.process.wait(10)


@pytest.fixture
def running(workspace: Path) -> Iterator[Server]:
    """A running server."""
    server = Server(workspace.parent / "server.log")
    yield server
    server.process.terminate()
    server.process.wait(10)
    for job in job_queue.reap_and_start():
        job_queue.cancel(job)


@pytest.fixture
def server(running: Server) -> str:
    """Address of a server from which no page has been requested."""
    return running.address


@pytest.fixture
def switches() -> list[str]:
    """What Chromium is started with."""
    return SWITCHES


@pytest.fixture
def page(server: str, switches: list[str]) -> Iterator[object]:
    """A browser page; at the end no request may have left the machine and the console must show no errors."""
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    if not Path(CHROMIUM).exists():
        pytest.skip("Chromium is not installed; install it or set DEMUX_CHROMIUM to its path")
    external: list[str] = []
    errors: list[str] = []
    with playwright.sync_playwright() as player:
        browser = player.chromium.launch(executable_path=CHROMIUM, args=switches)
        page = browser.new_page(viewport={"width": 1280, "height": 800}, base_url=server)
        ours = (server, server.replace("http", "ws"), "data:", "blob:")
        page.on(
            "request",
            lambda request: None if request.url.startswith(ours) else external.append(request.url),
        )
        page.on(
            "console",
            lambda line: errors.append(f"{line.text} {line.location}") if line.type == "error" else None,
        )
        page.on("pageerror", lambda error: errors.append(str(error)))
        yield page
        browser.close()
    assert external == []
    # On a deep link, Streamlit first looks for its server below the page's address and gets a 404.
    # Errors while the server is dead are not the fault of the page: a module that cannot be fetched from a
    # living server also shows as a 404.
    expected = (
        "/_stcore/",
        "disconnected from server",
        "net::ERR_CONNECTION_",
        "Failed to fetch dynamically imported module",
    )
    assert [line for line in errors if not any(part in line for part in expected)] == []

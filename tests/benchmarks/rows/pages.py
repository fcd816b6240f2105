"""Pages in Chromium, which draws without a graphics card: the work says itself what a visitor waits."""

import atexit
import os
import shutil
import statistics
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.rows.base import HERE, Row, Side, Work

if TYPE_CHECKING:
    from playwright.sync_api import Page

_TIMES = 3


def first_paint(_: int) -> Work:
    """What a new visitor waits for the map of the demo, on a server that others have used."""
    page = _opened(_workspace())
    _open_map(page, "/map")
    browser = page.context.browser
    assert browser is not None
    visitor = browser.new_page(base_url=page.url.removesuffix("/map"))
    return lambda: _open_map(visitor, "/map")


def filtered(size: int) -> Work:
    """From one language more to the picture that shows it; the median of three."""
    from tests.benchmarks.large_map import by_language

    page = _map(size)
    return lambda: _median(
        [lambda name=name: by_language(page, name) for name in ("Urdu", "Hindi", "English")]
    )


def lassoed(size: int) -> Work:
    """From the end of a lasso to the number of texts inside; the median of three."""
    from tests.benchmarks.large_map import by_lasso

    page = _map(size)
    return lambda: _median([lambda side=side: by_lasso(page, side) for side in (40, 50, 60)])


def _median(acts: list[Callable[[], float]]) -> float:
    return statistics.median(act() for act in acts)


def _map(size: int) -> "Page":
    from tests.helpers.fabricated_project import large_project

    folder = _workspace()
    large_project(size)
    page = _opened(folder)
    _open_map(page, "/map?budget=20&strategy=random")
    return page


def _open_map(page: "Page", address: str) -> None:
    page.goto(address)
    page.locator(".demux-map[data-look]").wait_for()


def _workspace() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="demux-benchmark-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ |= {"DEMUX_WORKSPACE": str(folder), "DEMUX_CACHE": str(folder / "cache")}
    return folder


def _opened(folder: Path) -> "Page":
    from playwright.sync_api import sync_playwright

    from tests.benchmarks.large_map import PATIENCE
    from tests.browser.conftest import CHROMIUM, SOFTWARE_WEBGL, SWITCHES, Server

    held = ExitStack()
    atexit.register(held.close)
    player = held.enter_context(sync_playwright())
    browser = player.chromium.launch(executable_path=CHROMIUM, args=[*SWITCHES, *SOFTWARE_WEBGL])
    held.callback(browser.close)
    server = Server(folder / "server.log")
    held.callback(server.kill)
    page = browser.new_page(base_url=server.address, viewport={"width": 1280, "height": 1000})
    page.set_default_timeout(PATIENCE)
    return page


def _row(name: str, title: str, size: int, aim: str, prepare: Callable[[int], Work]) -> Row:
    return Row(name, title, size, aim, {HERE: Side(prepare, needs="playwright")})


ROWS = (
    _row("page", "pages: the demo's map for a new visitor", 1, "3 s", first_paint),
    _row("filter-10k", "pages: map of {size} texts after a filter", 10_000, "0.3 s", filtered),
    _row("filter-100k", "pages: map of {size} texts after a filter", 100_000, "0.7 s", filtered),
    _row("filter-1m", "pages: map of {size} texts after a filter", 1_000_000, "1.5 s", filtered),
    _row("lasso-1m", "pages: lasso on {size} texts, to the table", 1_000_000, "1 s", lassoed),
)

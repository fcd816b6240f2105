"""Take screenshots of every page of the demo in both themes.

    python -m tests.browser.screens [--size 1920x1080] [--readme]

They are written to ``tests/browser/screenshots/`` (not in git). With ``--readme``, the three in README are
also written to ``.github/screenshots/``.
"""

import argparse
import os
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from pages.ui.shared.shell import PAGES
from tests.browser.conftest import CHROMIUM, ROOT, SWITCHES, Server

PICTURES = ROOT / "tests" / "browser" / "screenshots"
README_PICTURES = ROOT / ".github" / "screenshots"
IN_README = ("map-light", "selection-light", "curves-dark")
THEMES = ("light", "dark")
SIZE = "1280x800"


# No placeholder is left, nothing is stale, and every chart is drawn.
_SETTLED = """() => !document.querySelector('[data-testid="stSkeleton"], [data-stale="true"]')
    && [...document.querySelectorAll('.stPlotlyChart')].every(chart => chart.querySelector('.main-svg'))"""


def settle(page: Page) -> None:
    """Wait until the page has stopped running and its charts are drawn."""
    page.get_by_role("heading", level=1).wait_for(timeout=60_000)
    for _ in range(2):  # a page may run a second time
        page.wait_for_function(_SETTLED, timeout=60_000)
        page.wait_for_timeout(700)
    if (drawn := page.locator(".demux-map")).count():
        drawn.and_(page.locator("[data-look]")).wait_for(timeout=60_000)


def take(page: Page, address: str, path: Path, width: int, height: int) -> None:
    """Open an address and write a screenshot of the whole page."""
    page.set_viewport_size({"width": width, "height": height})
    page.goto(address)
    settle(page)
    # The page scrolls inside a container, so make the window as tall as its content.
    content = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
    page.set_viewport_size({"width": width, "height": max(height, min(content, 4_000))})
    page.wait_for_timeout(800)
    path.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--readme", action="store_true", help="also write the pictures of README")
    parser.add_argument("--size", default=SIZE, help="window size in pixels, such as 820x1180 for a tablet")
    options = parser.parse_args()
    width, height = (int(number) for number in options.size.split("x"))
    size = "" if options.size == SIZE else f"-{options.size}"
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as player:
        os.environ["DEMUX_WORKSPACE"] = f"{folder}/workspace"
        server = Server(Path(folder) / "server.log")
        browser = player.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        try:
            for theme in THEMES:
                page = browser.new_page(base_url=server.address, color_scheme=theme)
                for number, (path, title, _) in enumerate(PAGES):
                    name = f"{Path(path).stem}-{theme}{size}"
                    address = f"/{Path(path).stem}" if number else "/"
                    take(page, address, PICTURES / f"{name}.png", width, height)
                    print(f"{title}, {theme}: {name}.png")
                page.close()
        finally:
            browser.close()
            server.kill()
    if options.readme:
        README_PICTURES.mkdir(parents=True, exist_ok=True)
        for name in IN_README:
            with Image.open(PICTURES / f"{name}.png") as picture:  # README shows the first screen
                picture.crop((0, 0, width, height)).save(README_PICTURES / f"{name}.png")


if __name__ == "__main__":
    main()

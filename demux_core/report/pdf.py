"""The report as PDF: the HTML file, printed by an installed browser without a window or a network."""

import os
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

from demux_core.base.errors import InputError

_SECONDS = 120
_NAMES = (
    *("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "chrome-browser"),
    *("microsoft-edge", "microsoft-edge-stable", "msedge"),
)
_ON_MACOS = tuple(
    f"/Applications/{name}.app/Contents/MacOS/{name}"
    for name in ("Google Chrome", "Chromium", "Microsoft Edge")
)
_OPTIONS = (
    *("--headless", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"),
    *("--disable-component-update", "--disable-extensions", "--no-pdf-header-footer"),
    "--host-resolver-rules=MAP * ~NOTFOUND",  # the file needs no network, so the browser gets none
    "--virtual-time-budget=20000",  # milliseconds of its own clock, in which it draws the charts
)
_INSTEAD = "open the HTML report in a browser and print it to PDF"


def find_browser() -> str | None:
    """The path of an installed Chromium, Chrome or Edge; None where there is none."""
    found = (shutil.which(name) for name in (*_NAMES, *_ON_MACOS))
    return next(filter(None, found), None)


def need_browser() -> str:
    """The path of an installed browser; InputError where there is none."""
    browser = find_browser()
    if browser is None:
        raise InputError(
            f"a PDF needs Chromium, Chrome or Edge on this machine, and none is on the PATH; install one, or "
            f"{_INSTEAD}"
        )
    return browser


def print_pdf(html: str) -> bytes:
    """Print a page that needs no network.

    Raises:
        InputError: no browser is installed, or it prints nothing within two minutes.
    """
    browser = need_browser()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        page, out = folder / "report.html", folder / "report.pdf"
        page.write_text(html, encoding="utf-8")
        # Chromium's sandbox does not work for root, as in a container; the page is our own file.
        root = ("--no-sandbox",) if hasattr(os, "geteuid") and os.geteuid() == 0 else ()
        files = (f"--user-data-dir={folder / 'profile'}", f"--print-to-pdf={out}", page.as_uri())
        said = _run([browser, *_OPTIONS, *root, *files])
        if not out.exists():
            raise InputError(f"{Path(browser).name} printed no PDF ({said}); {_INSTEAD}")
        return out.read_bytes()


def _run(command: list[str]) -> str:
    """Run a browser, and end it with all its processes if it takes too long; why it may have failed."""
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        _, said = process.communicate(timeout=_SECONDS)
    except subprocess.TimeoutExpired:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return f"not done after {_SECONDS} seconds"
    return next(iter(said.strip().splitlines()[-1:]), f"exit status {process.returncode}")

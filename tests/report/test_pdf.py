"""A report is printed to PDF where a browser is installed; elsewhere one line says what to do."""

import shutil
from pathlib import Path

import pytest

from demux_core import InputError
from demux_core.report import check_suffix, pdf

needs_browser = pytest.mark.skipif(shutil.which("chromium") is None, reason="needs chromium")


@needs_browser
def test_a_page_is_printed_with_what_its_script_draws() -> None:
    page = "<!doctype html><title>Report</title><body><script>document.body.append('drawn')</script>"
    assert pdf.print_pdf(page).startswith(b"%PDF-")


def test_without_a_browser_the_remedy_is_to_print_the_html(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "_NAMES", ())
    monkeypatch.setattr(pdf, "_ON_MACOS", ())
    with pytest.raises(InputError, match="none is on the PATH; install one, or open the HTML report"):
        check_suffix("report.pdf")


def test_a_browser_that_hangs_or_fails_is_ended_and_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "_SECONDS", 0.5)
    for script, says in (
        ("sleep 60 & wait", "not done after 0.5 seconds"),
        ("echo no display >&2", "no display"),
    ):
        browser = tmp_path / "chromium"
        browser.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        browser.chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
        with pytest.raises(InputError, match=f"chromium printed no PDF .{says}.; open the HTML report"):
            pdf.print_pdf("<p>")

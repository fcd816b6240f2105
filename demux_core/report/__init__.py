"""The report for people who decide: findings gathered once, written as HTML, PowerPoint or PDF."""

from pathlib import Path
from typing import TYPE_CHECKING

from demux_core.base.errors import InputError
from demux_core.base.files import atomic_write

if TYPE_CHECKING:
    from demux_core.report.findings import Findings

MEDIA = {
    ".html": "text/html",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".pdf": "application/pdf",
}
SUFFIXES = tuple(MEDIA)


def check_suffix(path: str | Path) -> None:
    """Raise InputError where the file name is of no format that a report has, or no PDF can be made here."""
    if Path(path).suffix == ".pdf":
        from demux_core.report.pdf import need_browser

        need_browser()
    if Path(path).suffix not in SUFFIXES:
        endings = f"{', '.join(SUFFIXES[:-1])} or {SUFFIXES[-1]}"
        raise InputError(f"a report must end in {endings}, got {Path(path).name!r}; rename it")


def render(findings: "Findings", suffix: str) -> bytes:
    """The report as a file: ``.html``, ``.pptx`` or ``.pdf``.

    Raises:
        InputError: another suffix, or a PDF without an installed browser.
    """
    check_suffix(f"report{suffix}")
    if suffix == ".pptx":
        from demux_core.report.pptx import render_pptx

        return render_pptx(findings)
    from demux_core.report.html import render_html

    html = render_html(findings)
    if suffix == ".html":
        return html.encode()
    from demux_core.report.pdf import print_pdf

    return print_pdf(html)


def write_report(findings: "Findings", path: str | Path) -> None:
    """Write the report, whole or not at all, in the format that the suffix of ``path`` names.

    Raises:
        InputError: another suffix.
    """
    check_suffix(path)
    atomic_write(path, render(findings, Path(path).suffix))

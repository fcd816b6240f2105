"""The report for people who decide: findings gathered once, written as HTML or as PowerPoint."""

from pathlib import Path
from typing import TYPE_CHECKING

from demux_core.base.errors import InputError
from demux_core.base.files import atomic_write

if TYPE_CHECKING:
    from demux_core.report.findings import Findings

MEDIA = {
    ".html": "text/html",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
SUFFIXES = tuple(MEDIA)


def check_suffix(path: str | Path) -> None:
    """Raise InputError where the file name is of no format that a report has."""
    if Path(path).suffix not in SUFFIXES:
        raise InputError(f"a report must end in {' or '.join(SUFFIXES)}, got {Path(path).name!r}; rename it")


def render(findings: "Findings", suffix: str) -> bytes:
    """The report as a file: ``.html`` or ``.pptx``."""
    check_suffix(f"report{suffix}")
    if suffix == ".html":
        from demux_core.report.html import render_html

        return render_html(findings).encode()
    from demux_core.report.pptx import render_pptx

    return render_pptx(findings)


def write_report(findings: "Findings", path: str | Path) -> None:
    """Write the report, whole or not at all, in the format that the suffix of ``path`` names.

    Raises:
        InputError: another suffix.
    """
    check_suffix(path)
    atomic_write(path, render(findings, Path(path).suffix))

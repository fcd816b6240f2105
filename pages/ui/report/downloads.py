"""The report as files."""

from collections.abc import Callable
from functools import partial
from typing import Literal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from demux_core.base.errors import InputError
from demux_core.report import MEDIA, render
from demux_core.report.findings import Findings
from demux_core.report.pdf import find_browser
from demux_core.workspace.project import Project
from pages.ui.shared import access, wording

_FORMATS: tuple[tuple[str, str, Literal["primary", "secondary"]], ...] = (
    (".html", "Download HTML", "primary"),
    (".pptx", "Download PowerPoint", "secondary"),
)


@access.fragment()
def buttons(project: Project, findings: Findings) -> None:
    """Offer the report in every format; a file is written when the visitor asks for it."""
    row = st.container(horizontal=True, vertical_alignment="center")
    with row:
        for suffix, label, kind in _FORMATS:
            _download(project, partial(render, findings, suffix), suffix, label, kind)
        printed = bool(find_browser()) and st.button(  # without a browser the file could not be made
            "Make a PDF", key="make_pdf", icon=":material/picture_as_pdf:"
        )
    if printed:
        _pdf(project, findings, row)
    st.caption("HTML works offline and prints well; the PowerPoint charts can be edited.")


def _pdf(project: Project, findings: Findings, row: DeltaGenerator) -> None:
    """Print the report with the browser of this machine, and offer the file.

    A download button that made the file itself could not say why a browser failed.
    """
    try:
        with st.spinner("Printing the PDF"):
            content = render(findings, ".pdf")
    except InputError as error:
        st.error(wording.escape(str(error)), icon=":material/error:")
        return
    with row:
        _download(project, content, ".pdf", "Download PDF", "primary")


def _download(
    project: Project,
    content: bytes | Callable[[], bytes],
    suffix: str,
    label: str,
    kind: Literal["primary", "secondary"],
) -> None:
    access.download_button(
        label,
        content,
        f"{project.slug}-report{suffix}",
        MEDIA[suffix],
        key=f"download{suffix}",
        type=kind,
    )

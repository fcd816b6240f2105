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


def buttons(project: Project, findings: Findings) -> None:
    """Offer the report in every format; a file is written when the visitor asks for it."""
    row = st.container(horizontal=True, vertical_alignment="center")
    problem = st.empty()
    with row:
        for suffix, label, kind in _FORMATS:
            _download(project, partial(render, findings, suffix), suffix, label, kind)
        if find_browser():  # else the file could not be made
            with st.container(width="content"):
                _pdf(project, findings, problem)
        st.caption("HTML works offline and prints well; the PowerPoint charts can be edited.")


@access.fragment()
def _pdf(project: Project, findings: Findings, problem: DeltaGenerator) -> None:
    """Print the report with the browser of this machine, then offer the file.

    A download button that made the file itself could not say why a browser failed.
    """
    with st.container(horizontal=True, vertical_alignment="center", width="content"):
        if not st.button("Make a PDF", key="make_pdf", icon=":material/picture_as_pdf:"):
            return
        problem.empty()
        try:
            with st.spinner("Printing the PDF"):
                content = render(findings, ".pdf")
        except InputError as error:
            problem.error(wording.escape(str(error)), icon=":material/error:")
            return
        _download(project, content, ".pdf", "Download PDF", "secondary")


def _download(
    project: Project,
    content: bytes | Callable[[], bytes],
    suffix: str,
    label: str,
    kind: Literal["primary", "secondary"],
) -> None:
    st.download_button(
        label,
        content,
        f"{project.slug}-report{suffix}",
        MEDIA[suffix],
        key=f"download{suffix}",
        type=kind,
        icon=":material/download:",
        on_click="ignore",
    )

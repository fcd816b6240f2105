"""The report as files."""

from functools import partial
from typing import Literal

import streamlit as st

from demux_core.report import MEDIA, render
from demux_core.report.findings import Findings
from demux_core.report.pdf import find_browser
from demux_core.workspace.project import Project

_FORMATS: tuple[tuple[str, str, Literal["primary", "secondary"]], ...] = (
    (".html", "Download HTML", "primary"),
    (".pptx", "Download PowerPoint", "secondary"),
    (".pdf", "Download PDF", "secondary"),
)


def buttons(project: Project, findings: Findings) -> None:
    """Offer the report in every format; a file is written when the visitor asks for it."""
    with st.container(horizontal=True, vertical_alignment="center"):
        for suffix, label, kind in _FORMATS:
            if suffix == ".pdf" and not find_browser():
                continue  # the file could not be made
            st.download_button(
                label,
                partial(render, findings, suffix),
                f"{project.slug}-report{suffix}",
                MEDIA[suffix],
                key=f"download{suffix}",
                type=kind,
                icon=":material/download:",
                on_click="ignore",
            )
        st.caption("HTML works offline and prints well; the PowerPoint charts can be edited.")

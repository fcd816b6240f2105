"""How far annotators agree, on the texts that several of them labelled."""

from collections.abc import Mapping

import streamlit as st

from demux_core.data.dataset import Dataset
from demux_core.explain.agreement_sentences import SCALE, agreement_sentences
from demux_core.workflows.agreement import project_agreement
from demux_core.workspace.project import Project
from demux_core.workspace.records import Label
from pages.ui.shared import wording


def show(project: Project, pool: Dataset, given: Mapping[str, Label]) -> None:
    """Say how far annotators agree; nothing where no two of them labelled the same text."""
    found = project_agreement(project, pool, given)
    if found is None:
        return
    with st.container(border=True, key="agreement"):
        st.markdown("**Agreement**", help=SCALE)
        sentences = agreement_sentences(found, "word" if pool.task.labels_words else "text")
        st.markdown(wording.escape(" ".join(sentences)))

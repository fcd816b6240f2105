"""The labels of a project whose files have none, named by the people who annotate."""

from zlib import crc32

import streamlit as st

from demux_core.base.errors import InputError
from demux_core.data.dataset import Dataset
from demux_core.tasks.bio import has_entities
from demux_core.workflows.annotation_queue import AnnotationQueue
from demux_core.workflows.labelling import OWN_LABELS, set_own_labels
from demux_core.workspace.project import Project
from pages.ui.shared import wording

_ENTITIES, _WORDS = "Mark entities", "Tag every word"


def name_labels(project: Project, pool: Dataset, queue: AnnotationQueue, files: list[Dataset]) -> None:
    """Let the labels be named, or changed."""
    own = project.settings.get(OWN_LABELS, [])
    # One key for all would show what was typed for another project, or before another visitor saved.
    key = f"{project.slug}_{crc32(repr(own).encode())}"
    with st.form("own_labels_form", border=not own):
        kind = _WORDS
        if pool.task.offers_entities:
            usual = _WORDS if own and not has_entities(own) else _ENTITIES
            kind = st.segmented_control(
                "Kind", [_ENTITIES, _WORDS], default=usual, required=True, key=f"tag_kind_{key}"
            )
        given = st.text_input(
            "Labels, separated by commas",
            ", ".join(pool.task.typed_names(own)),
            key=f"own_labels_{key}",
            placeholder="PER, LOC, ORG" if pool.task.offers_entities else "positive, neutral, negative",
        )
        if st.form_submit_button("Use these labels", type="primary"):
            try:
                set_own_labels(project, given.split(","), kind == _ENTITIES, files, queue.given)
            except InputError as error:
                st.error(wording.escape(str(error)), icon=":material/error:")
            else:
                st.rerun()

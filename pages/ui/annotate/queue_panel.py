"""What is annotated, by whom and by which rules; the labels to download."""

from collections.abc import Mapping
from functools import partial
from zlib import crc32

import streamlit as st

from demux_core.base import exports
from demux_core.base.errors import InputError
from demux_core.data.dataset import Dataset
from demux_core.strategies.display import full_title, strategy_title
from demux_core.workflows import large_selections
from demux_core.workflows.annotation_queue import (
    GUIDELINE,
    AnnotationQueue,
    annotatable_selections,
    choose_next_points,
    start_annotating,
)
from demux_core.workflows.strategy_offer import strategy_offer
from demux_core.workspace.label_tables import compare_with_file, labels_table
from demux_core.workspace.prepared import PreparedProject
from demux_core.workspace.project import Project, put_setting
from demux_core.workspace.records import Label, SelectionRecord
from demux_core.workspace.remarks import remarks_on
from pages.ui.shared import access, excel, large_choice, wording

_BUDGET = 20
_WAITING = "waits_for_choice"


def choose(project: Project, prepared: PreparedProject, place: str = "first") -> None:
    """Let a strategy choose the next texts among those without a label; ``place`` names the form."""
    offer = strategy_offer(project, prepared)
    if not offer.free:
        st.info("Every text of the pool has a label.", icon=":material/check_circle:")
        return
    with st.form(f"choose_{place}", border=False, width=420):
        names = offer.annotatable
        first = names.index(offer.recommended) if offer.recommended in names else 0
        strategy = st.selectbox("Strategy", names, first, format_func=full_title, key=f"strategy_{place}")
        budget = st.number_input(
            "Texts to label",
            1,
            offer.free,
            min(_BUDGET, offer.free),
            key=f"points_{place}",
            help="Texts that already have a label are not chosen again.",
        )
        if st.form_submit_button("Choose texts", type="primary", icon=":material/checklist:"):
            st.session_state[_WAITING] = (project.slug, place, strategy, budget)
    asked = st.session_state.get(_WAITING)
    if asked and asked[:2] == (project.slug, place):
        del st.session_state[_WAITING]
        _choose(project, prepared, asked)


def _choose(project: Project, prepared: PreparedProject, asked: tuple[str, str, str, int]) -> None:
    """Choose what the form was asked for; where only a job may, once it is done."""
    *_, strategy, budget = asked
    try:
        choose_next_points(project, prepared, strategy, budget, large_selections.choose)
    except large_selections.JobFirstError as error:
        st.session_state[_WAITING] = asked
        large_choice.offer(project, prepared, [strategy], error.plan)
    except InputError as error:
        st.error(wording.escape(str(error)), icon=":material/error:")
    else:
        st.rerun()


def saved_selection(project: Project, queue: AnnotationQueue | None) -> None:
    """Let another saved selection be annotated."""
    others = [
        saved for saved in annotatable_selections(project) if queue is None or saved.id != queue.kept.id
    ]
    if not others:
        return
    chosen = st.selectbox("Or a saved selection", others, format_func=_title, key="queue_kept")
    if st.button("Annotate this selection", key="start_kept"):
        start_annotating(project, chosen)
        st.rerun()


def annotator() -> str:
    """Who labels: the address that signed in, else a name that the visitor gives."""
    if st.user.get("is_logged_in"):
        email = str(st.user.get("email") or "")
        st.caption(f"Labels are saved as {wording.escape(email)}.")
        return email
    return st.text_input(
        "Your name",
        key="annotator",
        persist_state="session",
        placeholder="anonymous",
        max_chars=80,
        help="It is stored with every label that you give.",
    )


def visitor() -> str:
    """Who labels, as far as it is known, without asking: the address that signed in, or the name given."""
    if st.user.get("is_logged_in"):
        return str(st.user.get("email") or "")
    return str(st.session_state.get("annotator") or "")


def guideline(project: Project) -> None:
    """Show what annotators should know, and let the visitor edit it."""
    text = str(project.settings.get(GUIDELINE, ""))
    with st.expander("Guideline", expanded=bool(text), key="guideline_box"):
        if text:
            st.markdown("  \n".join(wording.escape(line) for line in text.splitlines()))
        with (
            st.popover("Edit" if text else "Write a guideline", icon=":material/edit:", key="edit_guideline"),
            st.form("guideline", border=False),
        ):
            # One key for all would show what was typed for another project, or before another visitor saved.
            key = f"guideline_{project.slug}_{crc32(text.encode())}"
            new = st.text_area("What annotators should know", text, key=key, max_chars=5_000)
            if st.form_submit_button("Save guideline"):
                put_setting(project, GUIDELINE, new.strip() or None)
                st.rerun()


def labels(project: Project, pool: Dataset, given: Mapping[str, Label]) -> None:
    """Offer the labels as files, and a comparison with those in the pool's file."""
    if any(pool.row_labels):
        st.caption(
            "The pool's file already has labels. They are not shown while you annotate; you can compare "
            "them with yours afterwards."
        )
        if given and st.toggle("Compare with the labels in the file", key="compare_labels"):
            table = compare_with_file(pool, given)
            same = int(table["same"].sum())
            st.markdown(f"**{same:,} of {len(table):,} labels match** the file.")
            st.dataframe(table[~table["same"]].drop(columns="same"), hide_index=True, key="differing_labels")
    if not given:
        return
    with st.container(horizontal=True):
        texts = {name: text for name, text in zip(pool.frame["id"], pool.texts, strict=True) if name in given}
        remarks = remarks_on(project, texts)
        csv = exports.to_csv(labels_table(pool, given, False, remarks)).encode("utf-8-sig")
        name = f"{project.slug}-labels"
        access.download_button("Labels CSV", csv, f"{name}.csv", "text/csv")
        excel.button(partial(labels_table, pool, given, False, remarks), name, "labels", "Labels Excel")
        lines = exports.to_jsonl(labels_table(pool, given, remarks=remarks)).encode()
        access.download_button("Labels JSONL", lines, f"{name}.jsonl", "application/jsonl")


def _title(saved: SelectionRecord) -> str:
    made = wording.moment(saved.created)
    return f"{strategy_title(saved.strategy)} · {wording.count(saved.budget, 'text')} · {made}"

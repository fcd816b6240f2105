"""One point to label: its text, why it was chosen, and the keys that label it."""

import re
from collections.abc import Callable
from functools import partial
from typing import Any
from zlib import crc32

import pandas as pd
import streamlit as st

from demux_core.base.errors import InputError
from demux_core.base.languages import language_name
from demux_core.data.dataset import Dataset
from demux_core.explain.reasons import without_numbers
from demux_core.strategies.display import strategy_title
from demux_core.tasks.bio import has_entities
from demux_core.workflows.annotation_queue import AnnotationQueue
from demux_core.workflows.labelling import OWN_LABELS, already_labelled_message, label_point, set_own_labels
from demux_core.workspace.label_log import effective_labels, read_log, undo_last
from demux_core.workspace.label_rules import label_set
from demux_core.workspace.prepared import PreparedProject
from demux_core.workspace.project import Project, Role
from pages.ui.annotate import glosses
from pages.ui.annotate.open_point import OpenPoint
from pages.ui.annotate.widgets import WIDGETS
from pages.ui.shared import access, cache, point_story, wording

_LABELLED_ROLES: tuple[Role, ...] = ("train", "pool", "test", "gold")
_ENTITIES, _WORDS = "Mark entities", "Tag every word"


def panel(
    project: Project, prepared: PreparedProject, pool: Dataset, queue: AnnotationQueue, who: str
) -> None:
    """Show the progress of the queue and its next point; every label is saved at once."""
    skipped: list[str] = st.session_state.setdefault(f"skipped_{queue.kept.id}", [])
    done, left = queue.done, queue.left(skipped, who)
    place = _open(queue, left)
    st.progress(
        done / len(queue),
        text=f"**{done:,} of {len(queue):,} labelled** · {len(left):,} left · "
        f"chosen by {strategy_title(queue.kept.strategy)}",
    )
    if message := st.session_state.pop("label_trouble", None):
        st.error(wording.escape(message), icon=":material/error:")
    files = [cache.dataset(project, role) for role in _LABELLED_ROLES if role in project.uploads]
    own = project.settings.get(OWN_LABELS, [])
    known = label_set(files, own)
    if pool.task.has_label_set and not known:
        st.markdown("**Which labels do you use?** No file of the project has labels, so list them here.")
        _name_labels(project, pool, queue, files)
        return
    if place is not None:
        with st.container(border=True, key="point"):
            _point(project, pool, queue, place, known, who)
        _story(project, prepared, queue.ids[place])
    else:
        st.success("All points of this selection are labelled.", icon=":material/check_circle:")
    with st.container(horizontal=True):
        _moves(project, queue, place, skipped, who)
        if pool.task.has_label_set and own:
            with st.popover("Labels", icon=":material/label:", key="own_labels"):
                _name_labels(project, pool, queue, files)


def _open(queue: AnnotationQueue, left: list[int]) -> int | None:
    """The place of the point that the visitor labels now, until it has a label or is skipped."""
    # It stays open when labels by others move the rest, so that marks that are not saved yet are not lost.
    names = queue.ids
    name: str | None = st.session_state.get(_key(queue))
    if name is not None and name in queue.given:
        st.session_state.setdefault("label_trouble", already_labelled_message(queue.given[name]))
    place = next((place for place in left if names[place] == name), left[0] if left else None)
    st.session_state[_key(queue)] = None if place is None else names[place]
    return place


def _key(queue: AnnotationQueue) -> str:
    return f"open_{queue.kept.id}"


def _point(
    project: Project, pool: Dataset, queue: AnnotationQueue, place: int, known: list[str], who: str
) -> None:
    row, about = pool.frame.iloc[queue.rows[place]], queue.points.iloc[place]
    give = partial(label_point, project, queue, place, who=who, known=known)
    language = wording.escape(language_name(row["language"]))
    st.markdown(f"Point {place + 1:,} of {len(queue):,} · **{language}**")
    _why(about)
    glosses.show(row)
    point = OpenPoint(row, f"{project.slug}/{queue.ids[place]}", known, partial(_save, queue, give))
    WIDGETS[pool.task.annotation_widget](point)


def _story(project: Project, prepared: PreparedProject, name: str) -> None:
    ids = [str(each) for each in prepared.source.ids]
    if name in ids:  # a pool that was changed since it was prepared may have others
        point_story.plain_panel(project, prepared, ids.index(name), name)


@access.callback
def _save(queue: AnnotationQueue, give: Callable[..., None], label: object) -> None:
    try:
        give(label=label)
        st.session_state[_key(queue)] = None
    except InputError as error:
        st.session_state["label_trouble"] = str(error)


def _moves(project: Project, queue: AnnotationQueue, place: int | None, skipped: list[str], who: str) -> None:
    name = None if place is None else queue.ids[place]

    def skip(name: str) -> None:
        if name in skipped:
            skipped.remove(name)
        skipped.append(name)
        st.session_state[_key(queue)] = None

    @access.callback
    def take_back() -> None:
        row = undo_last(project, who, queue.ids)
        st.session_state["marking_again"] = st.session_state.get("marking_again", 0) + 1
        if row in skipped:
            skipped.remove(row)
        if row is None:
            st.toast("You have no label to undo here.")
        elif row not in effective_labels(read_log(project)):
            st.session_state[_key(queue)] = row

    st.button(
        "Skip",
        key="skip",
        icon=":material/skip_next:",
        on_click=skip,
        args=[name],
        shortcut="S",
        disabled=name is None,
    )
    st.button("Undo", key="undo", icon=":material/undo:", on_click=take_back, shortcut="U")


def _why(point: "pd.Series[Any]") -> None:
    reason, nearest = point.get("reason"), point.get("nearest_target_text")
    parts = []
    if isinstance(reason, str) and (reason := without_numbers(reason)):
        # It may quote a text of any language.
        directed = re.sub("“(.*)”", "“\u2068\\1\u2069”", wording.escape(reason))
        parts.append(f"Why this one: {directed}")
    if isinstance(nearest, str) and not any("“" in part for part in parts):  # the reason may quote it
        parts.append(f"nearest target text: {wording.directed(nearest[:160])}")
    st.caption(" · ".join(parts))


def _name_labels(project: Project, pool: Dataset, queue: AnnotationQueue, files: list[Dataset]) -> None:
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
            placeholder="PER, LOC, ORG",
        )
        if st.form_submit_button("Use these labels", type="primary"):
            try:
                set_own_labels(project, given.split(","), kind == _ENTITIES, files, queue.given)
            except InputError as error:
                st.error(wording.escape(str(error)), icon=":material/error:")
            else:
                st.rerun()

"""The languages that an annotator labels, and whether one after the other."""

from collections.abc import Sequence

import streamlit as st

from demux_core.base.languages import language_name
from demux_core.workflows.annotation_queue import AnnotationQueue, Wish
from demux_core.workspace.known_languages import known_languages, set_known_languages
from demux_core.workspace.project import Project
from pages.ui.annotate import assigned_languages
from pages.ui.shared import access

_SESSION = "known_languages"
_KEPT = "You are shown texts in these languages only. Others of the project can set this for you."
_WHILE_OPEN = (
    "You are shown texts in these languages only, as long as the page is open. Where people sign in, it is "
    "kept, and they can assign languages to each other."
)


def choose(project: Project, queue: AnnotationQueue, who: str) -> Wish:
    """Ask which languages the annotator knows; it is kept for who signed in, else while the page is open."""
    offered = queue.languages
    if len(offered) < 2:
        return Wish()
    signed_in = bool(st.user.get("is_logged_in"))
    kept = known_languages(project, who) if signed_in else st.session_state.get(_SESSION, [])
    key = f"languages_{project.slug}_{queue.kept.id}"

    @access.callback
    def keep() -> None:
        elsewhere = [code for code in kept if code not in offered]
        known = [*elsewhere, *st.session_state[key]]
        if signed_in:
            set_known_languages(project, who, known)
        else:
            st.session_state[_SESSION] = known

    chosen: Sequence[str] = st.multiselect(
        "Languages you know",
        offered,
        [code for code in offered if code in kept],
        key=key,
        format_func=language_name,
        placeholder="All languages",
        help=_KEPT if signed_in else _WHILE_OPEN,
        on_change=keep,
    )
    if signed_in:
        assigned_languages.panel(project, offered)
    if len(chosen or offered) < 2:
        return Wish(tuple(chosen))
    grouped = st.toggle(
        "By language",
        key="language_order",
        help="One language after the other, the best text of each first. Otherwise the best of all is first.",
    )
    return Wish(tuple(chosen), grouped)

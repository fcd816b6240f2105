"""One point to label: its text, why it was chosen, and the keys that label it."""

from functools import partial
from typing import Any

import streamlit as st

from demux_core.strategies.display import strategy_title
from demux_core.workflows.annotation_queue import AnnotationQueue, Wish
from demux_core.workflows.answers import AnnotatorsDesk
from demux_core.workflows.labelling import OWN_LABELS
from demux_core.workflows.suggestions import FEWEST, suggest
from demux_core.workspace.label_rules import label_set
from demux_core.workspace.prepared import PreparedProject
from demux_core.workspace.project import Project, Role
from pages.ui.annotate import answer_desk
from pages.ui.annotate.own_labels import name_labels
from pages.ui.shared import cache, point_story

_SUGGEST = "suggest_labels"
_LABELLED_ROLES: tuple[Role, ...] = ("train", "pool", "test", "gold")


def panel(project: Project, prepared: PreparedProject, queue: AnnotationQueue, who: str, wish: Wish) -> None:
    """Show the progress of the queue and its next point; every label is saved at once."""
    pool = queue.pool
    skipped: list[str] = st.session_state.setdefault(f"skipped_{queue.kept.id}", [])
    _progress(queue, skipped, who, wish)
    files = [cache.dataset(project, role) for role in _LABELLED_ROLES if role in project.uploads]
    own = project.settings.get(OWN_LABELS, [])
    known = label_set(files, own) if pool.task.has_label_set else None
    if known is not None and not known:
        st.markdown("**Which labels do you use?** No file of the project has labels, so list them here.")
        name_labels(project, pool, queue, files)
        return
    desk = AnnotatorsDesk(project, queue, who, known, skipped)
    with st.container(border=True, key="point"):
        suggests = known is not None and st.session_state.get(_SUGGEST)
        shown = answer_desk.show(desk, wish, partial(_suggest, prepared, queue) if suggests else _nothing)
    if shown is not None:
        _story(project, prepared, shown)
    if known is not None and own:
        with st.popover("Labels", icon=":material/label:", key="own_labels"):
            name_labels(project, pool, queue, files)


def offer_suggestions(queue: AnnotationQueue) -> None:
    """Let the annotator switch suggestions on; they are off at first, because they bias."""
    if queue.pool.task.has_label_set:
        st.toggle(
            "Suggest labels",
            key=_SUGGEST,
            help=f"The label of the most alike labelled texts, as the model sees them, from {FEWEST} on. "
            "People tend to agree with suggestions, so labels given without them are better evidence.",
        )


def _suggest(prepared: PreparedProject, queue: AnnotationQueue, asked: list[str]) -> dict[str, Any]:
    given = sorted(queue.given.items(), key=lambda each: each[1].created)
    labels = {name: label.label for name, label in given}
    texts = dict(zip(queue.pool.frame["id"], queue.pool.texts, strict=True))
    return suggest(queue.pool.task, prepared.source, labels, asked, texts)


def _nothing(asked: list[str]) -> dict[str, Any]:
    return {}


def _progress(queue: AnnotationQueue, skipped: list[str], who: str, wish: Wish) -> None:
    places, left = queue.places(wish), queue.left(skipped, who, wish)
    done = len(places) - len(left)
    st.progress(
        done / max(1, len(places)),
        text=f"**{done:,} of {len(places):,} labelled** · {len(left):,} left · "
        f"chosen by {strategy_title(queue.kept.strategy)}",
    )
    if not left:
        where = " in your languages" if wish.languages else ""
        st.success(f"All texts of this selection{where} are labelled.", icon=":material/check_circle:")


def _story(project: Project, prepared: PreparedProject, name: str) -> None:
    ids = [str(each) for each in prepared.source.ids]
    if name in ids:  # a pool that was changed since it was prepared may have others
        point_story.plain_panel(project, prepared, ids.index(name), name)

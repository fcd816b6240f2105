"""Striking texts out, so that others are chosen in their place; what is struck out, and undoing it."""

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from demux_core.analysis.clusters import Clusters
from demux_core.base.languages import UNKNOWN, language_name
from demux_core.explain.point_story import PointStory
from demux_core.tasks.text_pairs import in_short
from demux_core.workflows.striking import (
    rows_like,
    strike_cluster,
    strike_pool_language,
    strike_rows,
    struck_groups,
)
from demux_core.workspace.prepared import PreparedProject
from demux_core.workspace.project import Project
from demux_core.workspace.strikes import take_back
from pages.ui.shared import cluster_cache, wording


def offer(project: Project, prepared: PreparedProject, story: PointStory, key: str) -> None:
    """Offer to strike out a text, everything like it, its language or cluster; ``key`` names the place."""
    with st.popover("Strike out", icon=":material/block:", key=f"strike_{key}", on_change="rerun") as box:
        reason = _reason(key)
        _button("This text", partial(strike_rows, project, prepared, [story.row]), reason, f"one_{key}")
        if story.alike:
            alike = rows_like(prepared, story.row)
            _button(
                f"It and {wording.count(len(alike) - 1, 'text')} like it",
                partial(strike_rows, project, prepared, alike),
                reason,
                f"alike_{key}",
            )
        if story.language != UNKNOWN:
            _button(
                f"All of {language_name(story.language)}",
                partial(strike_pool_language, project, prepared, story.language),
                reason,
                f"language_{key}",
            )
        # Clusters take a moment the first time, so nobody waits for them unasked.
        if box.open and (clusters := cluster_cache.clusters(prepared)):
            place = int(clusters.of_pool[story.row])
            count = wording.count(len(clusters.pool_rows(place)), "text")
            _button(
                f"The cluster {wording.escape(clusters.names[place])} ({count})",
                partial(strike_cluster, project, prepared, (clusters, place)),
                reason,
                f"cluster_{key}",
            )


def offer_rows(project: Project, prepared: PreparedProject, rows: Sequence[int], key: str) -> None:
    """Offer to strike out several rows of the pool together; ``key`` names the place."""
    with st.popover("Strike out", icon=":material/block:", key=f"strike_{key}"):
        title = f"These {len(rows):,} pool texts" if len(rows) > 1 else "This pool text"
        _button(title, partial(strike_rows, project, prepared, rows), _reason(key), f"rows_{key}")


def offer_cluster(project: Project, prepared: PreparedProject, of: tuple[Clusters, int], key: str) -> None:
    """Offer to strike out the pool texts of a cluster together; ``key`` names the place."""
    clusters, place = of
    with st.popover("Strike out", icon=":material/block:", key=f"strike_{key}"):
        title = f"These {wording.count(len(clusters.pool_rows(place)), 'pool text')}"
        _button(title, partial(strike_cluster, project, prepared, of), _reason(key), f"cluster_{key}")


def struck(project: Project, prepared: PreparedProject) -> None:
    """List what is struck out, the newest first, each with a button that takes it back."""
    groups = struck_groups(project, prepared)
    if not groups:
        return
    with st.expander(f"Struck out ({len(groups):,})", icon=":material/block:", key="struck_out"):
        for place, group in enumerate(groups):
            with st.container(horizontal=True, vertical_alignment="center"):
                reason = f" · {wording.escape(group.reason)}" if group.reason else ""
                by = f" :small[{wording.escape(group.person)}, {group.created[:10]}]"
                st.markdown(f"**{wording.directed(in_short(group.title))}**{reason}{by}", width="stretch")
                if st.button("Undo", key=f"unstrike_{place}", icon=":material/undo:"):
                    take_back(project, group.strikes, _person())
                    st.rerun()


def _reason(key: str) -> str:
    return st.text_input(
        "Reason", key=f"strike_reason_{key}", max_chars=200, placeholder="For example: not a sentence"
    )


def _button(title: str, strike: Callable[[str, str], None], reason: str, key: str) -> None:
    if st.button(title, key=f"strike_{key}", width="stretch"):
        strike(reason, _person())
        st.toast(f"{title}: struck out. Others are chosen instead.", icon=":material/block:")
        st.rerun()


def _person() -> str:
    """Who strikes out: the address that signed in, else the name that was given on Annotate."""
    if st.user.get("is_logged_in"):
        return str(st.user.get("email") or "")
    return str(st.session_state.get("annotator") or "")

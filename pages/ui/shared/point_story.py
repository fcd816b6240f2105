"""Why a point: its story in full for those who choose points, in plain words for those who label them."""

from contextlib import suppress
from dataclasses import replace

import streamlit as st

from demux_core.base.errors import InputError
from demux_core.base.languages import language_name
from demux_core.explain.point_story import PointStory, point_story, standings
from demux_core.explain.story_sentences import (
    alike_sentence,
    alike_table,
    certainty_sentence,
    plain_certainty,
    standings_table,
)
from demux_core.strategies import Selection
from demux_core.tasks.text_pairs import in_short, in_words
from demux_core.workflows.selection import SelectionPlan
from demux_core.workflows.strategy_offer import strategy_offer
from demux_core.workspace.prepared import PreparedProject
from demux_core.workspace.project import Project
from pages.ui.shared import point_columns, prepared_cache, strike_out, wording

_STANDINGS = {
    "strategy": st.column_config.TextColumn("Strategy", width=150),
    "chosen": st.column_config.CheckboxColumn("Chosen", width=60),
    "place": st.column_config.TextColumn(
        "Place", width=170, help="In the order in which the strategy chooses; the budget takes the first."
    ),
    "reached": st.column_config.TextColumn(
        "How it came to the text",
        width=420,
        help="k: how many nearest pool texts of each target text were looked at when it first was among "
        "them. Step: when it was chosen.",
    ),
}
_ALIKE = {
    "kind": st.column_config.TextColumn(
        "Kind", width=110, help="In its own language a near-duplicate, in another a likely translation."
    ),
    **{name: point_columns.COLUMNS[name] for name in ("text", "gloss")},
    "language": point_columns.COLUMNS["language"],
    "similarity": st.column_config.NumberColumn(
        "Similarity", format="%.2f", width=80, help="Cosine similarity: 1 = the same to the model."
    ),
    "id": point_columns.COLUMNS["id"],
}


def panel(project: Project, prepared: PreparedProject, row: int, plan: SelectionPlan, key: str) -> None:
    """Show why a row of the pool is chosen or not, and offer to strike it out; ``key`` names the place."""
    story = point_story(row, prepared.source, prepared.target)
    with st.container(border=True, key=f"story_{key}"):
        with st.container(horizontal=True, horizontal_alignment="distribute"):
            st.markdown(
                f"**{wording.directed(in_words(story.text), story.language)}** · "
                f"{wording.escape(language_name(story.language))}",
                width="stretch",
            )
            strike_out.offer(project, prepared, story, key)
        if story.gloss:
            st.caption(f"In English: {wording.escape(story.gloss)}")
        st.markdown(_list(_near(story), certainty_sentence(story.certainty), alike_sentence(story)))
        if story.alike:
            st.dataframe(point_columns.in_rows(alike_table(story)), hide_index=True, column_config=_ALIKE)
        # Last, because it can take seconds the first time, and the rest need not wait.
        orders = _orders(project, prepared, plan)
        story = replace(story, standings=standings(row, orders, plan.budget, plan.labelled))
        table = standings_table(story, prepared.target)
        st.dataframe(table, hide_index=True, column_config=_STANDINGS)


def plain_panel(project: Project, prepared: PreparedProject, row: int, key: str) -> None:
    """Say why a text should be labelled, in a box that is closed at first and needs no numbers."""
    box = st.expander("Why this text?", key=f"why_{key}", on_change="rerun")
    if not box.open:
        return
    with box:
        story = point_story(row, prepared.source, prepared.target)
        st.markdown(
            _list(_near(story, in_full=False)[:2], plain_certainty(story.certainty), alike_sentence(story))
        )
        strike_out.offer(project, prepared, story, key)


def _near(story: PointStory, in_full: bool = True) -> list[str]:
    return [
        f"{'Nearest target text' if place == 0 else 'Also near'}: {wording.directed(in_short(near.text))}"
        f"{f' · {wording.escape(near.gloss)}' if near.gloss and in_full else ''}"
        f"{f' (Euclidean distance {near.nearness:.2f})' if in_full else ''}"
        for place, near in enumerate(story.targets)
    ]


def _list(near: list[str], *sentences: str) -> str:
    lines = [*near, *(wording.escape(sentence) for sentence in sentences if sentence)]
    return "\n".join(f"- {line}" for line in lines)


def _orders(project: Project, prepared: PreparedProject, plan: SelectionPlan) -> dict[str, Selection]:
    """What every strategy that needs nothing from the visitor chooses, deep enough to rank."""
    offer, orders = strategy_offer(project, prepared), dict[str, Selection]()
    for name in offer.automatic:
        for deep in (plan.to_rank(name, offer.free), plan):
            with suppress(InputError):  # it cannot choose here, or only a job can so many
                orders[name] = prepared_cache.selection(prepared, name, deep)
                break
    return orders

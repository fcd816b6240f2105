"""What the map shows: the view, what colours say, whose points are marked, what is searched for."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from demux_core.base import text_search
from demux_core.base.languages import language_name
from demux_core.modelling.presentation import languages_of
from demux_core.strategies.display import strategy_title
from demux_core.workspace.prepared import PreparedProject
from pages.ui.shared import cache, wording

VIEWS = {"map": "One map", "compare": "Compare", "difference": "Difference"}
_MOST_HITS = 200
_HIT = 70
_STRATEGY = 240  # pixels


@dataclass(frozen=True)
class Hits:
    """What a search found.

    Args:
        pool: rows of the pool.
        target: rows of the target sample.
        found: how many it found; ``pool`` and ``target`` are the first of them.
        focus: whether the one to fly to is of the pool, and its row; None where there is none.
    """

    pool: tuple[int, ...] = ()
    target: tuple[int, ...] = ()
    found: int = 0
    focus: tuple[bool, int] | None = None


def title_and_view() -> str:
    """Show the page's title, and let the visitor choose between one map and several; return the view."""
    if st.session_state.get("view") not in VIEWS:
        st.session_state["view"] = "map"
    line = st.container(horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute")
    line.title("Map", anchor=False, width="content")
    return line.segmented_control(
        "View",
        list(VIEWS),
        format_func=VIEWS.__getitem__,
        required=True,
        key="view",
        persist_state="session",
        label_visibility="collapsed",
    )


def colour(run: PreparedProject) -> str:
    """Let the visitor choose what the colours say."""
    margin = (run.source.measure or "").startswith("margin")
    names = {"language": "Language", "uncertainty": "Margin" if margin else "Uncertainty"}
    names |= {"strategy": "Strategy", "label": "Label", "density": "Density"}
    if run.source.uncertainty is None:
        del names["uncertainty"]
    # The choice may come from an address, or from a project where more can be shown.
    if st.session_state.get("colour") not in names:
        st.session_state["colour"] = "language"
    return st.selectbox(
        "Colour by",
        list(names),
        format_func=names.__getitem__,
        key="colour",
        persist_state="session",
        width=180,
        help="Margin: the probability of the model's best class minus that of the second; low = uncertain. "
        "Strategy: which strategy chose a point. Density: how many pool points lie around it.",
    )


def marked(chosen: Sequence[str]) -> list[str]:
    """Let the visitor choose the strategies whose points get a mark."""
    return st.pills(
        "Mark the points of",
        list(chosen),
        selection_mode="multi",
        default=list(chosen)[:1],
        format_func=strategy_title,
        key="marked_" + "_".join(chosen),
    )


def hits(run: PreparedProject, place: DeltaGenerator) -> Hits:
    """Let the visitor search the texts, in ``place``, and below it fly to one that was found."""
    said = place.text_input(
        "Find a text",
        key="find",
        persist_state="session",
        placeholder="A word in any script",
        icon=":material/search:",
        help="Looks in the pool and in the target sample; upper and lower case are the same.",
    )
    if not said.strip():
        return Hits()
    pool, target = (text_search.find_texts(texts, said) for texts in cache.folded_texts(run))
    found = len(pool) + len(target)
    if not found:
        st.caption(f"No text contains “{wording.escape(said)}”.")
        return Hits()
    # The target sample first: it is small, and what everything is compared to.
    target = target[:_MOST_HITS]
    pool = pool[: _MOST_HITS - len(target)]
    texts = [_line(run, True, row) for row in target] + [_line(run, False, row) for row in pool]
    first = f"the first {_MOST_HITS} of " if found > _MOST_HITS else ""
    focus = st.selectbox(
        "Fly to",
        range(len(texts)),
        index=None,
        format_func=texts.__getitem__,
        key=f"focus_{said}",
        placeholder=f"Fly to one of {first}{found:,} texts found",
        label_visibility="collapsed",
    )
    if focus is None:
        return Hits(tuple(pool), tuple(target), found)
    in_pool = focus >= len(target)
    row = pool[focus - len(target)] if in_pool else target[focus]
    return Hits(tuple(pool), tuple(target), found, (in_pool, row))


def pair(chosen: Sequence[str]) -> tuple[str, str]:
    """Let the visitor choose two of the strategies."""
    key = "_".join(chosen)
    first = st.selectbox(
        "First", list(chosen), format_func=strategy_title, key=f"first_{key}", width=_STRATEGY
    )
    others = [name for name in chosen if name != first]
    second = st.selectbox(
        "Second", others, format_func=strategy_title, key=f"second_{key}_{first}", width=_STRATEGY
    )
    return first, second


def _line(run: PreparedProject, of_target: bool, row: int) -> str:
    part = run.target if of_target else run.source
    text = " ".join(str(part.ids[row] if part.texts is None else part.texts[row]).split())
    cut = text if len(text) <= _HIT else f"{text[: _HIT - 1]}…"
    where = "target" if of_target else language_name(languages_of(part, np.array([row]))[0])
    return f"{cut} · {where}"

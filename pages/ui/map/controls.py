"""What the map shows: the view, the meaning of the colors, the strategies whose points are marked."""

from collections.abc import Sequence

import streamlit as st

from demux_core.base.languages import language_name
from demux_core.explain.glossary import explain
from demux_core.strategies.display import strategy_title
from demux_core.workflows.coverage import has_coverage
from demux_core.workspace.prepared import PreparedProject
from pages.ui.map import webgl_cache
from pages.ui.shared import wording

VIEWS = {"map": "One map", "compare": "Compare", "difference": "Difference"}
_STRATEGY_WIDTH = 240  # pixels
_LANGUAGES_WIDTH = 240


def title_and_view() -> str:
    """Show the page's title, and let the visitor choose between one map and several; return the view."""
    if st.session_state.get("view") not in VIEWS:
        st.session_state["view"] = "map"
    line = st.container(horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute")
    line.title("Map", anchor=False, width="content")
    view = line.segmented_control(
        "View",
        list(VIEWS),
        format_func=lambda name: VIEWS[name],
        required=True,
        key="view",
        persist_state="session",
        label_visibility="collapsed",
    )
    assert view is not None  # one is always chosen: the state has a value
    return view


def color_by(prepared: PreparedProject) -> str:
    """Let the visitor choose what the colours mean."""
    measure = "Margin" if (prepared.source.measure or "").startswith("margin") else "Uncertainty"
    names = {"language": "Language", "cluster": "Cluster", "uncertainty": measure}
    names |= {"strategy": "Strategy", "label": "Label", "density": "Density"}
    if prepared.source.uncertainty is None:
        del names["uncertainty"]
    if prepared.source.embeddings is None:
        del names["cluster"]
    # The choice may come from an address, or from a project where more can be shown.
    if st.session_state.get("colour") not in names:
        st.session_state["colour"] = "language"
    return st.selectbox(
        "Colour by",
        list(names),
        format_func=lambda name: names[name],
        key="colour",
        persist_state="session",
        width=180,
        help=f"Cluster: {wording.lower_first(explain('Cluster'))} "
        f"{measure}: {wording.lower_first(explain(measure))} Strategy: the one that chose a text. "
        "Density: the number of pool texts around it.",
    )


def languages(prepared: PreparedProject) -> tuple[str, ...]:
    """Let the visitor see some languages of the pool only; return their codes, none for all."""
    codes = sorted(webgl_cache.languages(prepared).codes, key=language_name)
    if len(codes) < 2:
        return ()
    chosen = st.multiselect(
        "Show languages",
        codes,
        format_func=language_name,
        key=f"map_languages_{prepared.key[:12]}",
        persist_state="session",
        placeholder="All",
        width=_LANGUAGES_WIDTH,
        help="Only texts in these languages are drawn, with their rings, and counted in a lasso.",
    )
    return tuple(chosen)


def marked(strategies: Sequence[str]) -> list[str]:
    """Let the visitor choose the strategies whose points are marked."""
    return st.pills(
        "Mark the texts of",
        list(strategies),
        selection_mode="multi",
        default=list(strategies)[:1],
        format_func=strategy_title,
        key="marked_" + "_".join(strategies),
    )


def left_out(strategies: Sequence[str]) -> str | None:
    """Let the visitor mark the target texts without a chosen text near them; return whose choice counts."""
    counted = [name for name in strategies if has_coverage(name)]
    if not counted:
        return None
    title = strategy_title(counted[0])
    marked = st.toggle(
        "Mark target texts left out",
        key="mark_left_out",
        persist_state="session",
        help=f"Rings the target texts that have no text near them among those that {title} chose.",
    )
    return counted[0] if marked else None


def pair(strategies: Sequence[str]) -> tuple[str, str]:
    """Let the visitor choose two of the strategies."""
    key = "_".join(strategies)
    first = st.selectbox(
        "First", list(strategies), format_func=strategy_title, key=f"first_{key}", width=_STRATEGY_WIDTH
    )
    others = [name for name in strategies if name != first]
    second = st.selectbox(
        "Second", others, format_func=strategy_title, key=f"second_{key}_{first}", width=_STRATEGY_WIDTH
    )
    return first, second

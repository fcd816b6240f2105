"""Widgets that return what was chosen."""

import streamlit as st

from demux_core.base.config import DEFAULT_SEED
from demux_core.strategies import STRATEGIES
from demux_core.workspace.prepared import PreparedProject, unmet_need
from pages.ui.shared import state

_PREFERRED = ("knn_uncertainty", "average_dist", "random", "egalitarian")
_BUDGET = 100
_SELECTION_GIVES = {"allocation", "gold"}  # data that is given to strategies on no other page
_STRATEGIES, _NUMBER = 540, 124  # pixels: one line at 1280, two on a tablet


def selection(run: PreparedProject) -> tuple[list[str], int, int]:
    """Let the visitor choose strategies, budget and seed; say why some strategies cannot be chosen here."""
    remarks = {name: _remark(name, run) for name in STRATEGIES}
    able = [name for name, remark in remarks.items() if remark is None]
    _settle(able, len(run.source))
    line = st.container(horizontal=True)
    strategies = line.multiselect(
        "Strategies",
        able,
        format_func=lambda name: STRATEGIES[name].title,
        key="shown_strategies",
        on_change=_chosen,
        width=_STRATEGIES,
        placeholder="Choose strategies to compare",
    )
    budget = line.number_input(
        "Budget",
        min_value=1,
        max_value=len(run.source),
        step=10,
        key="budget",
        persist_state="session",
        width=_NUMBER,
        help="The number of points to annotate.",
    )
    seed = line.number_input(
        "Seed",
        min_value=0,
        step=1,
        key="seed",
        persist_state="session",
        width=_NUMBER,
        help="For the strategies that draw.",
    )
    line = st.container(horizontal=True, vertical_alignment="center")
    with line.popover("What the strategies do", icon=":material/help:", type="tertiary"):
        for name, strategy in STRATEGIES.items():
            remark = f"  \n:orange[{remarks[name]}.]" if remarks[name] else ""
            st.markdown(f"**{strategy.title}** · {strategy.summary}{remark}")
    if missing := [STRATEGIES[name].title for name in STRATEGIES if remarks[name]]:
        line.caption(f"Not offered here, reasons inside: {', '.join(missing)}.")
    return strategies, budget, seed


def _remark(strategy: str, run: PreparedProject) -> str | None:
    """Why a strategy cannot be chosen beside others on this page, or None if it can."""
    if STRATEGIES[strategy].needs & _SELECTION_GIVES:
        return "Is shown on Selection only"
    reason = unmet_need(strategy, run)
    return f"Cannot run here: {reason}" if reason else None


def _chosen() -> None:
    # Strategies that are not shown here, such as GOLD, stay chosen for the pages that show them.
    shown = st.session_state["shown_strategies"]
    hidden = [name for name in st.session_state["strategies"] if name in st.session_state["not_shown"]]
    st.session_state["strategies"] = [*shown, *hidden]


def _settle(able: list[str], most: int) -> None:
    # The choices may come from an address, another page or another project.
    now = state.session()
    if now.strategies is None:
        now_able = [name for name in _PREFERRED if name in able]
        st.session_state["strategies"] = now_able[:1] + [n for n in now_able[1:] if n != "average_dist"]
    else:
        st.session_state["strategies"] = [name for name in now.strategies if name in STRATEGIES]
    st.session_state["shown_strategies"] = [name for name in st.session_state["strategies"] if name in able]
    st.session_state["not_shown"] = [name for name in STRATEGIES if name not in able]
    usual = min(_BUDGET, max(1, most // 5))
    st.session_state["budget"] = min(max(now.budget or usual, 1), most)
    st.session_state["seed"] = now.seed if now.seed is not None else DEFAULT_SEED

"""Strategies, budget and seed on one line, for pages that compare what strategies choose."""

import streamlit as st

from demux_core.explain.glossary import explain
from demux_core.strategies import STRATEGIES
from demux_core.strategies.display import ordered_strategies, strategy_title
from demux_core.workflows.selection import SelectionPlan
from demux_core.workflows.strategy_offer import StrategyOffer, strategy_offer
from demux_core.workspace.prepared import PreparedProject
from demux_core.workspace.project import Project
from pages.ui.shared import shell, strategy_choice, wording

_KEY = "shown_strategies"
_WIDTH = 540  # pixels


def line(project: Project, prepared: PreparedProject) -> tuple[list[str], SelectionPlan]:
    """Let the visitor choose strategies, budget and seed; say why some strategies cannot be chosen here."""
    offer = strategy_offer(project, prepared)
    strategy_choice.settle(offer)
    st.session_state[_KEY] = strategy_choice.chosen_among(offer.automatic)
    with st.container(horizontal=True):
        strategies = st.multiselect(
            "Strategies",
            offer.automatic,
            format_func=strategy_title,
            key=_KEY,
            on_change=lambda: strategy_choice.choose_among(offer.automatic, st.session_state[_KEY]),
            width=_WIDTH,
            placeholder="Choose strategies to compare",
            help=explain("Strategy"),
        )
        strategy_choice.budget_and_seed(offer)
    _explanations(offer)
    return strategies, strategy_choice.plan(prepared, offer, strategies)


def _explanations(offer: StrategyOffer) -> None:
    missing = {name: _why_missing(name, offer) for name in STRATEGIES if name not in offer.automatic}
    with st.container(horizontal=True, vertical_alignment="center"):
        with st.popover(
            "What the strategies do",
            icon=":material/help:",
            type="tertiary",
            key=f"strategies_on_{shell.shown_page()}",
        ):
            for strategy in ordered_strategies():
                reason = missing.get(strategy.name)
                note = f"  \n:orange[{wording.escape(reason)}.]" if reason else ""
                st.markdown(f"**{strategy.title}** · {strategy.plain_title}. {strategy.summary}{note}")
        if missing:
            titles = ", ".join(
                strategy.title for strategy in ordered_strategies() if strategy.name in missing
            )
            st.caption(f"Not available here: {titles}. “What the strategies do” says why.")


def _why_missing(strategy: str, offer: StrategyOffer) -> str:
    if STRATEGIES[strategy].needs_user_input:
        return "Shown on the Selection page only"
    return f"Cannot run here: {offer.unavailable[strategy]}"

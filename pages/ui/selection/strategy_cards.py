"""The strategies as cards: what each does, what it needs, whether it can run here; budget and seed."""

import streamlit as st

from demux_core.explain import point_tables
from demux_core.modelling.presentation import languages_of
from demux_core.strategies import RANDOM, Strategy
from demux_core.strategies.display import in_order, ordered_strategies, strategy_title
from demux_core.tasks import TASKS
from demux_core.workflows.prices import project_prices
from demux_core.workflows.selection import SelectionPlan, even_allocation, mix_sources
from demux_core.workflows.strategy_offer import StrategyOffer, need_labels, strategy_offer
from demux_core.workspace.prepared import PreparedProject
from demux_core.workspace.project import Project
from pages.ui.selection import limits
from pages.ui.shared import editable_table, strategy_choice, wording

_WIDTH = 250  # three of them beside the sidebar at 1280 pixels, and room for the longest name


def cards(project: Project, prepared: PreparedProject) -> tuple[list[str], SelectionPlan]:
    """Let the visitor choose strategies, budget, seed and options; RANDOM is always among the strategies."""
    offer = strategy_offer(project, prepared)
    strategy_choice.settle(offer)
    strategies = in_order([*strategy_choice.chosen_among(offer.available), RANDOM])
    strategy_choice.choose_among(offer.available, strategies)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        strategy_choice.budget_and_seed(offer)
        limits.limits(project, prepared)
        st.caption(_pool_sentence(offer))
    limits.summary(offer.constraints, project_prices(project).currency)
    task = TASKS[str(project.effective_task)]
    with st.container(horizontal=True, border=True, key="strategy_cards"):
        for strategy in ordered_strategies():
            if not strategy.suits(task):
                continue
            is_chosen = strategy.name in strategies
            with st.container(gap=None, width=_WIDTH):
                _card(strategy, is_chosen, offer)
                if is_chosen and strategy.copies_mix:
                    _like(prepared)
                if is_chosen and strategy.needs_allocation:
                    _allocation(prepared, st.session_state["budget"])
    return strategies, strategy_choice.plan(prepared, offer, strategies)


def _card(strategy: Strategy, is_chosen: bool, offer: StrategyOffer) -> None:
    key, reason = f"use_{strategy.name}", offer.unavailable.get(strategy.name)
    st.session_state[key] = is_chosen
    st.toggle(
        f"**{strategy.plain_title}**",
        key=key,
        disabled=reason is not None or strategy.name == RANDOM,
        on_change=strategy_choice.toggle,
        args=(strategy.name,),
        help=f"{strategy.summary}\n\nNeeds: {', '.join(need_labels(strategy)) or 'only the pool'}.",
    )
    refused = "" if reason is None else f"  \n:orange[Cannot run here: {wording.escape(reason)}.]"
    proposed = " · :green[proposed for this project]" if strategy.name == offer.recommended else ""
    st.caption(f"{strategy.title}{proposed}{refused}")


def _pool_sentence(offer: StrategyOffer) -> str:
    struck = len(set(offer.struck) - set(offer.labelled))
    if not offer.labelled and not struck:
        return f"Chosen from the {wording.count(offer.pool, 'text')} of the pool."
    chosen = f"Chosen from {wording.count(offer.free, 'text')} of the pool"
    if not offer.labelled:
        return f"{chosen}; {struck:,} of its {offer.pool:,} {'is' if struck == 1 else 'are'} struck out."
    are = "is" if len(offer.labelled) == 1 else "are"
    out = f"; {struck:,} {'is' if struck == 1 else 'are'} struck out" if struck else ""
    return (
        f"{chosen}; {len(offer.labelled):,} of its {offer.pool:,} {are} already labelled and left out{out}."
    )


def _like(prepared: PreparedProject) -> None:
    st.session_state["like"] = strategy_choice.like(prepared)
    st.selectbox(
        "Same number per language as",
        mix_sources(prepared),
        format_func=strategy_title,
        key="like",
        persist_state="session",
    )


def _allocation(prepared: PreparedProject, budget: int) -> None:
    with st.popover(
        "Numbers per language", icon=":material/edit:", width="stretch", key="numbers_per_language"
    ):
        editable_table.edit_table(
            strategy_choice.allocation_key(prepared),
            lambda: point_tables.language_count_table(even_allocation(languages_of(prepared.source), budget)),
            column_config={
                "language": st.column_config.TextColumn("Language", disabled=True),
                "points": st.column_config.NumberColumn("Texts", min_value=0, step=1, format="localized"),
            },
            column_order=("language", "points"),
        )
    total = int(sum(strategy_choice.allocation(prepared, budget).values()))
    if total != budget:
        st.caption(f"They add up to {total:,} and are scaled to the budget of {budget:,}.")

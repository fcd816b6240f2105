"""How to choose texts: the strategies, budget, seed and options that the visitor set, shared by all pages.

The choice comes from the address, another page or another project; every page shows the part of it that the
project can use there and leaves the rest as it is.
"""

from collections.abc import Iterable, Sequence

import streamlit as st

from demux_core.base.config import DEFAULT_SEED
from demux_core.explain.glossary import explain
from demux_core.modelling.presentation import languages_of
from demux_core.strategies import STRATEGIES
from demux_core.strategies.display import in_order
from demux_core.workflows.selection import SelectionPlan, even_allocation, mix_sources
from demux_core.workflows.strategy_offer import StrategyOffer
from demux_core.workspace.prepared import PreparedProject
from pages.ui.shared import editable_table, state

_NUMBER_WIDTH = 124  # pixels: strategies, budget and seed are one line at 1,280, two on a tablet


def settle(offer: StrategyOffer) -> None:
    """Fit the choice to what ``offer`` allows; where there is none yet, take the usual one."""
    chosen = state.session()
    names = offer.usual if chosen.strategies is None else chosen.strategies
    st.session_state["strategies"] = [name for name in dict.fromkeys(names) if name in STRATEGIES]
    st.session_state["budget"] = min(max(chosen.budget or offer.usual_budget, 1), max(1, offer.free))
    st.session_state["seed"] = DEFAULT_SEED if chosen.seed is None else chosen.seed


def chosen_among(offered: Sequence[str]) -> list[str]:
    """Return the chosen strategies that a page offers, in the order in which they were chosen."""
    return [name for name in st.session_state["strategies"] if name in offered]


def choose_among(offered: Sequence[str], names: Iterable[str]) -> None:
    """Choose ``names`` of the strategies that a page offers; those it does not offer stay as they are."""
    others = [name for name in st.session_state["strategies"] if name not in offered]
    st.session_state["strategies"] = [*names, *others]


def toggle(name: str) -> None:
    """Choose a strategy, or no longer."""
    st.session_state["strategies"] = in_order(set(st.session_state["strategies"]) ^ {name})


def budget_and_seed(offer: StrategyOffer) -> None:
    """Let the visitor set the number of texts and the seed."""
    st.number_input(
        "Budget",
        min_value=1,
        max_value=max(1, offer.free),
        step=10,
        key="budget",
        persist_state="session",
        width=_NUMBER_WIDTH,
        help=explain("Budget"),
    )
    st.number_input(
        "Seed",
        min_value=0,
        step=1,
        key="seed",
        persist_state="session",
        width=_NUMBER_WIDTH,
        help=explain("Seed"),
    )


def plan(prepared: PreparedProject, offer: StrategyOffer, strategies: Sequence[str]) -> SelectionPlan:
    """Return how to choose with ``strategies``, so that every page shows the same texts."""
    budget, copied = int(st.session_state["budget"]), like(prepared)
    shares: dict[str, float] = {}
    if any(STRATEGIES[name].needs_allocation for name in (*strategies, copied)):
        shares = allocation(prepared, budget)
    seed = int(st.session_state["seed"])
    return SelectionPlan(budget, seed, offer.labelled, copied, shares, offer.constraints)


def like(prepared: PreparedProject) -> str:
    """Return the strategy whose language mix is copied: the one chosen on Selection where it can be."""
    choices, wanted = mix_sources(prepared), st.session_state.get("like")
    return next(name for name in (wanted, SelectionPlan.like, *choices) if name in choices)


def allocation_key(prepared: PreparedProject) -> str:
    """Return the key of the table of numbers per language."""
    return f"allocation_{prepared.key[:12]}"


def allocation(prepared: PreparedProject, budget: int) -> dict[str, float]:
    """Return the number of texts per language: those set on Selection, otherwise an even share of each."""
    table = editable_table.last_value(allocation_key(prepared))
    if table is None:
        return dict(even_allocation(languages_of(prepared.source), budget))
    return dict(zip(table["code"], table["points"].fillna(0).tolist(), strict=True))

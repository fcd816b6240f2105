"""The strategies as cards: what each does, what it needs, whether it can run here; budget and seed."""

import streamlit as st

from demux_core.base.config import DEFAULT_SEED
from demux_core.explain import point_tables
from demux_core.modelling.presentation import languages_of
from demux_core.strategies import STRATEGIES
from demux_core.workflows.selection import (
    SelectionPlan,
    even_allocation,
    labelled_rows,
    mix_sources,
    why_unavailable,
)
from demux_core.workspace.prepared import PreparedProject
from demux_core.workspace.project import Project
from pages.ui.shared import editable_table, prepared_project, state, wording

BASELINE = "random"
_ORDER = (
    *("knn_uncertainty", "average_dist", "random", "egalitarian", "uncertainty", "uncertainty_knn"),
    *("same_distribution", "litmus", "gold"),
)
_BUDGET = 100
_WIDTH = 236  # three of them beside the sidebar at 1280 pixels, and room for the longest name
_IN_SHORT = {  # one line each
    "knn_uncertainty": "Close to the target, and unsure",
    "average_dist": "Closest to all target texts",
    "random": "By chance; always compared",
    "egalitarian": "By chance, evenly over languages",
    "uncertainty": "What the model is least sure of",
    "uncertainty_knn": "Unsure first, then close",
    "same_distribution": "By chance, in another's languages",
    "litmus": "By chance, in numbers you give",
    "gold": "Labelled target texts: the ceiling",
}
_NEEDS = {
    "target": "target sample",
    "uncertainty": "fine-tuned model",
    "languages": "languages",
    "gold": "labelled target data",
    "allocation": "a number per language",
}


def plan(project: Project, run: PreparedProject) -> tuple[list[str], SelectionPlan]:
    """Let the visitor choose strategies, budget, seed and options; RANDOM is always among the strategies."""
    reasons = {name: why_unavailable(name, run, project) for name in _ORDER}
    labelled = labelled_rows(project, run)
    most = max(1, len(run.source) - len(labelled))
    _settle([name for name in _ORDER if reasons[name] is None], most)
    chosen = st.session_state["strategies"]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        budget = st.number_input(
            "Budget",
            min_value=1,
            max_value=most,
            step=10,
            key="budget",
            persist_state="session",
            width=150,
            help="The number of texts to annotate now.",
        )
        seed = st.number_input(
            "Seed",
            min_value=0,
            step=1,
            key="seed",
            persist_state="session",
            width=150,
            help="The same seed draws the same texts again; another one shows what chance does.",
        )
        st.caption(_how_many(len(run.source), len(labelled)))
    like, allocation = "", {}
    with st.container(horizontal=True, border=True, key="strategy_cards"):
        for name in _ORDER:
            with st.container(gap=None, width=_WIDTH):
                _card(name, reasons[name])
                if name == "same_distribution" and name in chosen:
                    like = _like(run)
                if name == "litmus" and name in chosen:
                    allocation = _allocation(run, budget)
    return chosen, SelectionPlan(budget, seed, labelled, like or SelectionPlan.like, allocation)


def _card(name: str, reason: str | None) -> None:
    strategy = STRATEGIES[name]
    needs = [_NEEDS[need] for need in _NEEDS if need in strategy.needs] or ["only the pool"]
    if name == "same_distribution":
        needs = ["languages"]
    st.toggle(
        f"**{strategy.title}**",
        key=f"use_{name}",
        disabled=reason is not None or name == BASELINE,
        on_change=_toggled,
        args=(name,),
        help=f"{strategy.summary}\n\nNeeds: {', '.join(needs)}.",
    )
    st.caption(_IN_SHORT[name] if reason is None else f":orange[Cannot run here: {wording.escape(reason)}.]")


def _toggled(name: str) -> None:
    chosen = set(st.session_state["strategies"]) ^ {name}
    st.session_state["strategies"] = [other for other in _ORDER if other in chosen]


def _settle(able: list[str], most: int) -> None:
    # The choices may come from an address, another page or another project.
    now = state.session()
    wanted = now.strategies
    if wanted is None:
        first = [name for name in ("knn_uncertainty", "average_dist") if name in able][:1]
        wanted = (*first, BASELINE, "egalitarian")
    chosen = [name for name in _ORDER if name in able and (name in wanted or name == BASELINE)]
    st.session_state["strategies"] = chosen
    for name in _ORDER:
        st.session_state[f"use_{name}"] = name in chosen
    usual = min(_BUDGET, max(1, most // 5))
    st.session_state["budget"] = min(max(now.budget or usual, 1), most)
    st.session_state["seed"] = now.seed if now.seed is not None else DEFAULT_SEED


def _how_many(rows: int, labelled: int) -> str:
    if not labelled:
        return f"Chosen from {wording.rows(rows)} of the pool."
    are = "is" if labelled == 1 else "are"
    return (
        f"Chosen from {wording.rows(rows - labelled)} of the pool; {labelled:,} of its {rows:,} {are} "
        f"labelled already and left out."
    )


def _like(run: PreparedProject) -> str:
    st.session_state["like"] = prepared_project.like(run)
    return st.selectbox(
        "As many per language as",
        mix_sources(run),
        format_func=lambda name: STRATEGIES[name].title,
        key="like",
        persist_state="session",
    )


def _allocation(run: PreparedProject, budget: int) -> dict[str, float]:
    key = f"allocation_{run.key[:12]}"
    with st.popover("Numbers per language", icon=":material/edit:", width="stretch"):
        table = editable_table.edit_table(
            key,
            lambda: point_tables.language_count_table(even_allocation(languages_of(run.source), budget)),
            column_config={
                "language": st.column_config.TextColumn("Language", disabled=True),
                "points": st.column_config.NumberColumn("Points", min_value=0, step=1, format="localized"),
            },
            column_order=("language", "points"),
        )
    counts = dict(zip(table["code"], table["points"].fillna(0).tolist(), strict=True))
    total = int(sum(counts.values()))
    if total != budget:
        st.caption(f"They add up to {total:,}; scaled to the budget of {budget:,}.")
    return counts

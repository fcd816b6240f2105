"""What a visitor has chosen: one typed Session over Streamlit's state and the address."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from demux_core.base.config import DEFAULT_SEED
from demux_core.workspace.project import Project, open_project

# How the map is looked at: a name in the address, and the usual choice, which is left out there.
_WORDS = {"view": "map", "colour": "language"}


@dataclass(frozen=True)
class Session:
    """The project, how to choose from it, how to look at it; None where nothing was chosen yet."""

    project: Project | None
    strategies: tuple[str, ...] | None
    budget: int | None
    seed: int
    view: str | None = None
    colour: str | None = None


def session() -> Session:
    """Return what is chosen now."""
    chosen = st.session_state
    strategies = chosen.get("strategies")
    return Session(
        project=open_project(chosen["project"]) if chosen.get("project") else None,
        strategies=None if strategies is None else tuple(strategies),
        budget=chosen.get("budget"),
        seed=chosen.get("seed", DEFAULT_SEED),
        view=chosen.get("view"),
        colour=chosen.get("colour"),
    )


def start(slugs: Sequence[str]) -> None:
    """Take the choices from the address at the start of a visit, and keep the project one that exists."""
    chosen, address = st.session_state, st.query_params
    if "started" not in chosen:
        chosen["started"] = True
        chosen["project"] = address.get("project")
        if names := address.get_all("strategy"):
            chosen["strategies"] = names
        for number in ("budget", "seed"):
            if address.get(number, "").isdecimal():
                chosen[number] = int(address[number])
        for name in _WORDS:
            if name in address:
                chosen[name] = address[name]
    if "turn_to" in chosen:
        chosen["project"] = chosen.pop("turn_to")
    if chosen.get("project") not in slugs:
        chosen["project"] = slugs[0] if slugs else None


def publish() -> None:
    """Write the choices into the address, so that it can be kept and shared."""
    now = session()
    address: dict[str, str | list[str]] = {}
    if now.project is not None:
        address["project"] = now.project.slug
    if now.strategies is not None:
        address["strategy"] = list(now.strategies)
    if now.budget is not None:
        address["budget"] = str(now.budget)
    if now.seed != DEFAULT_SEED:
        address["seed"] = str(now.seed)
    for name, usual in _WORDS.items():
        if getattr(now, name) not in (None, usual):
            address[name] = getattr(now, name)
    st.query_params.from_dict(address)


def choose_project(project: Project, page: str | None = None) -> None:
    """Turn to another project from the next run on (a widget's own key cannot be set after it is drawn)."""
    st.session_state["turn_to"] = project.slug
    if page is not None:
        st.switch_page(page)
    st.rerun()

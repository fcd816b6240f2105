"""The visitor's choices: one typed Session over Streamlit's session state and the page's address."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NoReturn

import streamlit as st

from demux_core.base.config import DEFAULT_SEED
from demux_core.workspace.project import Project, open_project
from pages.ui.shared import token

_MAX_DIGITS = 9
_UNKNOWN = "unknown_project"
# How the map is displayed: names in the address, with the defaults, which are left out there.
_VIEW_DEFAULTS = {"view": "map", "colour": "language"}


@dataclass(frozen=True)
class Session:
    """The project, how to choose from it and how to display the map; None where nothing is chosen yet.

    ``tour`` is the step of the tour that the visitor is at; None for a visitor who is not on it.
    """

    project: Project | None
    strategies: tuple[str, ...] | None
    budget: int | None
    seed: int
    view: str | None = None
    colour: str | None = None
    tour: int | None = None


def session() -> Session:
    """Return the current choices."""
    chosen = st.session_state
    strategies = chosen.get("strategies")
    return Session(
        project=open_project(chosen["project"]) if chosen.get("project") else None,
        strategies=None if strategies is None else tuple(strategies),
        budget=chosen.get("budget"),
        seed=chosen.get("seed", DEFAULT_SEED),
        view=chosen.get("view"),
        colour=chosen.get("colour"),
        tour=chosen.get("tour"),
    )


def read_address(slugs: Sequence[str]) -> None:
    """Read the choices from the address at the start of a visit, and make sure that the project exists.

    A project in the address that does not exist is ``unknown_project`` until one is chosen.
    """
    chosen, address = st.session_state, st.query_params
    if "started" not in chosen:
        chosen["started"] = True
        chosen["project"] = address.get("project")
        chosen[_UNKNOWN] = chosen["project"] if slugs and chosen["project"] not in slugs else None
        if names := address.get_all("strategy"):
            chosen["strategies"] = names
        for number in ("budget", "seed", "tour"):
            # Python refuses to read thousands of digits, and no widget takes more than these.
            if address.get(number, "").isdecimal() and len(address[number]) <= _MAX_DIGITS:
                chosen[number] = int(address[number])
        for name in _VIEW_DEFAULTS:
            if name in address:
                chosen[name] = address[name]
    if "next_project" in chosen:
        chosen["project"] = chosen.pop("next_project")
    if chosen.get("project") in slugs:
        chosen[_UNKNOWN] = None
    else:
        chosen["project"] = slugs[0] if slugs and unknown_project() is None else None


def unknown_project() -> str | None:
    """Return the project that the address names, where there is no such project and none is chosen yet."""
    name: str | None = st.session_state.get(_UNKNOWN)
    return name


def write_address() -> None:
    """Write the choices to the address, so that it can be bookmarked and shared."""
    current = session()
    address: dict[str, str | list[str]] = {**token.in_address()}
    if current.project is not None:
        address["project"] = current.project.slug
    if current.strategies is not None:
        address["strategy"] = list(current.strategies)
    if current.budget is not None:
        address["budget"] = str(current.budget)
    if current.seed != DEFAULT_SEED:
        address["seed"] = str(current.seed)
    if current.tour is not None:
        address["tour"] = str(current.tour)
    for name, default in _VIEW_DEFAULTS.items():
        if getattr(current, name) not in (None, default):
            address[name] = getattr(current, name)
    st.query_params.from_dict(address)


def choose_project(project: Project, page: str | None = None) -> NoReturn:
    """Switch to another project in the next run, because the key of a drawn widget cannot be set."""
    st.session_state["next_project"] = project.slug
    if page is not None:
        st.switch_page(page)
    st.rerun()


def choose_points(strategies: Sequence[str], budget: int) -> None:
    """Let the pages that are opened next choose with these strategies and this number of points."""
    st.session_state["strategies"] = list(dict.fromkeys(strategies))
    st.session_state["budget"] = budget


def set_tour(step: int) -> None:
    """Put the visitor at a step of the tour."""
    st.session_state["tour"] = st.session_state["last_tour_step"] = step
    write_address()


def end_tour(finished: bool = False) -> None:
    """Take the visitor off the tour, which goes on there another time unless it is finished."""
    st.session_state["tour"] = None
    if finished:
        del st.session_state["last_tour_step"]


def last_tour_step() -> int:
    """Return the step at which the visitor was last, 1 for one who has not taken the tour."""
    step: int = st.session_state.get("tour") or st.session_state.get("last_tour_step") or 1
    return step

"""The search for texts on the map."""

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from demux_core.base.errors import InputError
from demux_core.base.languages import language_name
from demux_core.explain.map_points import PointRows, matching_points
from demux_core.modelling.presentation import languages_of, text_of
from demux_core.tasks.text_pairs import in_words
from demux_core.workflows.meaning_search import can_search
from demux_core.workspace.prepared import PreparedProject
from demux_core.workspace.project import Project
from pages.ui.map.scene import Matches
from pages.ui.shared import prepared_cache, wording

_TEXT_LENGTH = 70


def search(
    project: Project, prepared: PreparedProject, place: DeltaGenerator, line: DeltaGenerator
) -> Matches:
    """Let the visitor search the texts, in ``place``, and zoom in on one of the matches.

    How to search is chosen at the end of ``line``, the matches below it.
    """
    words = place.text_input(
        "Find a text",
        key="find",
        persist_state="session",
        placeholder="A word in any script",
        icon=":material/search:",
        help="Searches the pool and the target sample, ignoring case.",
    )
    meaning = can_search(project, prepared) and line.toggle(
        "Search by meaning",
        key="find_by_meaning",
        persist_state="session",
        help="Finds texts about the same, in every language, instead of the same letters.",
    )
    if not words.strip():
        return Matches()
    if meaning:
        try:
            points = prepared_cache.by_meaning(project, prepared, words.strip())
        except InputError as error:
            st.error(wording.escape(str(error)), icon=":material/error:")
            return Matches()
    else:
        points = matching_points(*prepared_cache.folded_texts(prepared), words)
    if not len(points):
        st.caption(f"No text contains “{wording.escape(words)}”.")
        return Matches()
    return Matches(points, _zoom(prepared, points, words), bool(meaning))


def _zoom(prepared: PreparedProject, points: PointRows, words: str) -> tuple[bool, int] | None:
    options = [(False, row) for row in points.target] + [(True, row) for row in points.pool]
    total = max(points.total, len(points))
    first = f"the first {len(points):,} of " if total > len(points) else ""
    chosen = st.selectbox(
        "Zoom in on",
        range(len(options)),
        index=None,
        format_func=lambda number: _line(prepared, *options[number]),
        key=f"focus_{words}",
        placeholder=f"Zoom in on one of {first}{total:,} matches",
        label_visibility="collapsed",
    )
    return None if chosen is None else options[chosen]


def _line(prepared: PreparedProject, in_pool: bool, row: int) -> str:
    part = prepared.source if in_pool else prepared.target
    text = " ".join(in_words(text_of(part, row)).split())
    cut = text if len(text) <= _TEXT_LENGTH else f"{text[: _TEXT_LENGTH - 1]}…"
    place = language_name(languages_of(part, np.array([row]))[0]) if in_pool else "target"
    return f"{cut} · {place}"

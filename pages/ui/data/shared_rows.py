"""Rows that are in more than one role, and what is done about them."""

from typing import NamedTuple, cast

import pandas as pd
import streamlit as st

from demux_core.workspace.project import ROLES, Project, Role
from pages.ui.shared import cache, wording

_LEFT_OUT = "Preparing and experiments leave same and parallel rows out of the {} but keep similar ones."
_OUT_OF_POOL = _LEFT_OUT.format("pool")
_OUT_OF_GOLD = _LEFT_OUT.format("labelled target data")
_KNOWN = "The model is trained on them before any text is chosen, so their labels would tell it little new."
_CONSEQUENCES: dict[tuple[Role, Role], str] = {
    ("pool", "target"): _OUT_OF_POOL,
    ("pool", "test"): _OUT_OF_POOL,
    ("pool", "train"): f"{_KNOWN} {_OUT_OF_POOL}",
    ("pool", "gold"): "They already have labels, so annotating them gains little.",
    ("train", "test"): "Scores would be too good: remove them from one of the files.",
    ("train", "gold"): f"{_KNOWN} {_OUT_OF_GOLD}",
    ("test", "gold"): f"They would favour GOLD. {_OUT_OF_GOLD}",
    (
        "target",
        "test",
    ): "This is acceptable because the sample has no labels, but a stricter test has other texts.",
}


class _Overlap(NamedTuple):
    """A row of ``overlaps.overlaps``."""

    part: Role
    other: Role
    rows: int
    same: int
    similar: int
    parallel: int
    shared: int


def table(project: Project) -> None:
    """Show how many rows each role shares with each of the others, and what is done about them."""
    present = [role for role in ROLES if role in project.uploads]
    if len(present) < 2:
        return
    st.subheader("Rows in more than one file", anchor=False)
    counted = cache.overlaps(project).itertuples(index=False, name=None)
    overlaps = [_Overlap(*cast("tuple[Role, Role, int, int, int, int, int]", row)) for row in counted]
    matrix, meaning = st.columns([5, 6], gap="medium")
    with matrix:
        cells = {(overlap.part, overlap.other): _cell(overlap) for overlap in overlaps}
        rows = [
            [wording.SHORT[part].capitalize(), *(cells.get((part, other), "–") for other in present)]
            for part in present
        ]
        columns = ["Rows of", *(f"in {wording.SHORT[role]}" for role in present)]
        st.table(pd.DataFrame(rows, columns=columns), hide_index=True)
    with meaning:
        sentences = [
            _sentence(overlap)
            for overlap in overlaps
            if overlap.shared and ROLES.index(overlap.part) < ROLES.index(overlap.other)
        ]
        st.markdown(
            "\n".join(sentences) or ":green[:material/check_circle:] No row is in more than one file."
        )
        st.caption(
            "Same: identical content. Similar: identical except for case, character width, spaces and "
            "punctuation. Parallel: another text with the same parallel ID, such as its translation."
        )


def _cell(overlap: _Overlap) -> str:
    share = overlap.shared / max(overlap.rows, 1)
    return f"{overlap.shared:,} ({share:.{int(share < 0.1)}%})" if overlap.shared else "0"


def _sentence(overlap: _Overlap) -> str:
    part, other = wording.role_in_sentence(overlap.part), wording.role_in_sentence(overlap.other)
    counts = {"same": overlap.same, "similar": overlap.similar, "parallel": overlap.parallel}
    kinds = ", ".join(f"{count:,} {kind}" for kind, count in counts.items() if count)
    consequence = _CONSEQUENCES.get((overlap.part, overlap.other), "This does no harm.")
    are = "is" if overlap.shared == 1 else "are"
    rows = wording.rows(overlap.shared)
    return f"- **{rows} of the {part} {are} also in the {other}** ({kinds}). {consequence}"

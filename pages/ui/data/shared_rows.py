"""Rows that stand in more than one role, and what becomes of them."""

import pandas as pd
import streamlit as st

from demux_core.workspace.project import ROLES, Project
from pages.ui.shared import cache, wording

_LEFT_OUT = (
    "Experiments leave the same and the parallel ones out of the pool. Selection does not; similar ones stay."
)
_DONE = {
    ("pool", "target"): _LEFT_OUT,
    ("pool", "test"): _LEFT_OUT,
    ("pool", "train"): "They are labelled already: there is little to gain from annotating them.",
    ("pool", "gold"): "They are labelled already: there is little to gain from annotating them.",
    ("train", "test"): "Scores would look too good: take them out of one of the files.",
    ("test", "gold"): "Experiments leave the same and the parallel ones out, lest GOLD looks too good.",
    ("target", "test"): "Fair, as the sample has no labels; for the strictest measure take other texts.",
}


def table(project: Project) -> None:
    """Show how many rows each role shares with each other one, and say what is done about them."""
    present = [role for role in ROLES if role in project.uploads]
    if len(present) < 2:
        return
    st.subheader("Rows in more than one place", anchor=False)
    found = cache.overlaps(project)
    matrix, meaning = st.columns([5, 6], gap="medium")
    with matrix:
        cells = {(row["part"], row["other"]): _cell(row) for row in found.to_dict("records")}
        rows = [
            [wording.SHORT[part].capitalize(), *(cells.get((part, other), "–") for other in present)]
            for part in present
        ]
        st.table(
            pd.DataFrame(rows, columns=["Rows of", *(f"in {wording.SHORT[role]}" for role in present)]),
            hide_index=True,
        )
    with meaning:
        said = [_sentence(row) for row in found.to_dict("records") if row["shared"] and _first(row)]
        st.markdown("\n".join(said) or ":green[:material/check_circle:] No row stands in two places.")
        st.caption(
            "Same: the same content. Similar: the same but for capitals, width, spaces and punctuation. "
            "Parallel: another text with the same parallel id, such as its translation."
        )


def _first(row: dict[str, object]) -> bool:
    return ROLES.index(row["part"]) < ROLES.index(row["other"])  # type: ignore[arg-type]


def _cell(row: dict[str, int]) -> str:
    share = row["shared"] / max(row["rows"], 1)
    return f"{row['shared']:,} ({share:.{int(share < 0.1)}%})" if row["shared"] else "0"


def _sentence(row: dict[str, int]) -> str:
    part, other = (wording.lower_first(wording.ROLES[row[name]][0]) for name in ("part", "other"))  # type: ignore[index]
    kinds = ", ".join(f"{row[kind]:,} {kind}" for kind in ("same", "similar", "parallel") if row[kind])
    done = _DONE.get((row["part"], row["other"]), "No harm is done.")  # type: ignore[call-overload]
    return f"- **{wording.rows(row['shared'])} of the {part} also in the {other}** ({kinds}). {done}"

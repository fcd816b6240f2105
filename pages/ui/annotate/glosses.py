"""The English gloss of a point, which annotators see if they switch it on: one may sway their labels."""

import pandas as pd
import streamlit as st

from demux_core.data.dataset import Dataset

_KEY = "show_glosses"


def switch(pool: Dataset) -> None:
    """Offer to show the glosses; nothing where the pool has none."""
    if pool.glosses is not None:
        st.toggle(
            "English glosses",
            key=_KEY,
            persist_state="session",
            help="Label by the text itself; its gloss may miss what matters.",
        )


def shown(row: "pd.Series") -> str:
    """Return the gloss of a row of the pool, empty without one and unless they are switched on."""
    gloss = row.get("gloss")
    return gloss if isinstance(gloss, str) and st.session_state.get(_KEY) else ""

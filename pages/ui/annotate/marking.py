"""The component in which points are labelled by keys and clicks (``marking.js``), and the keys of labels."""

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from demux_core.base.palette import PALETTE

_HERE = Path(__file__).parent
# One key for each label; f, n, s and u flag, note, skip and undo.
KEYS = "123456789abcdeghijklmopqrtvwxyz"
# One module: a component has a single script.
_PARTS = ("answers.js", "marks.js", "drawing.js", "marking.js")

component = st.components.v2.component(
    "demux_marking",
    html='<div class="marking"></div>',
    css=(_HERE / "marking.css").read_text(encoding="utf-8"),
    js="\n".join((_HERE / part).read_text(encoding="utf-8") for part in _PARTS),
)


def shown_labels(names: Sequence[str]) -> list[dict[str, str]]:
    """Return what is shown of each label: name, colour and key; more than there are keys have none."""
    return [
        {"name": name, "color": PALETTE[number % len(PALETTE)], "key": KEYS[number : number + 1]}
        for number, name in enumerate(names)
    ]

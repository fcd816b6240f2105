"""How a file was read (encoding, separator, sheet), and boxes to correct it."""

from collections.abc import Mapping
from functools import partial

import streamlit as st

from demux_core.data.column_preview import ColumnPreview
from demux_core.data.formats.encodings import ENCODINGS
from pages.ui.shared import wording

_TITLES = {"encoding": "Encoding", "delimiter": "Separator", "sheet": "Sheet"}
_RECOGNISED = ""
_GUESSES = {"encoding": "guessed", "sheet": "the sheet "}  # what the notes on them say


def form(seen: ColumnPreview, said: Mapping[str, str], key: str) -> dict[str, str] | None:
    """Show how a file was read; return what the visitor says about it, once that is sent.

    Args:
        seen: of the file.
        said: what the visitor said before.
        key: of the widgets.

    Returns:
        fields of ``Reading``, without those that are to be recognised; None until they are sent.
    """
    open_choices = {name: values for name, values in seen.choices.items() if len(values) > 1}
    if not open_choices:
        return None
    for note in seen.notes:
        st.caption(f"{wording.escape(note[:1].upper() + note[1:])}\\.")
    with st.form(f"reading_{key}", border=False):
        boxes = st.columns(len(open_choices))
        chosen = {
            name: box.selectbox(
                _TITLES[name],
                [_RECOGNISED, *values],
                index=[_RECOGNISED, *values].index(said.get(name, _RECOGNISED)),
                format_func=partial(_shown, seen, name),
                key=f"reading_{name}_{key}_{said.get(name)}",
            )
            for box, (name, values) in zip(boxes, open_choices.items(), strict=True)
        }
        if not st.form_submit_button(f"Apply {' and '.join(_TITLES[name].lower() for name in open_choices)}"):
            return None
    return {name: value for name, value in chosen.items() if value}


def guess(seen: ColumnPreview, said: Mapping[str, str]) -> str | None:
    """The note on what only a person can confirm: an encoding by its letters, or one of several sheets."""
    open_signs = [sign for name, sign in _GUESSES.items() if name not in said]
    return next((note for note in seen.notes if any(sign in note for sign in open_signs)), None)


def _shown(seen: ColumnPreview, name: str, value: str) -> str:
    if value == _RECOGNISED:
        found = seen.reading.get(name)
        return f"Recognised: {_title(name, found)}" if found else "Recognise it"
    return _title(name, value)


def _title(name: str, value: str) -> str:
    if name == "encoding":
        return ENCODINGS[value]
    return value.capitalize() if name == "delimiter" else value

"""The language of a file, which its reader guesses or the visitor names."""

import streamlit as st

from demux_core.base.languages import SEVERAL, language_name
from demux_core.workspace.project import Role, StoredFile

_RULE = "The languages that the file states count. Where it states none, that of each text is guessed."
_TARGET_RULE = (
    "The languages that the file states count. Where it states none, a target sample counts as one language, "
    f"which is guessed. Enter `{SEVERAL}` if it has several."
)


def shown(file: StoredFile) -> str:
    """The language that the visitor named, for the line of the file; empty if there is none."""
    if file.language is None:
        return ""
    return "several languages" if file.language == SEVERAL else language_name(file.language)


def form(role: Role, file: StoredFile, key: str) -> str | None:
    """Show the language of a file; return what the visitor enters, "" for none, once it is sent."""
    st.caption(_TARGET_RULE if role == "target" else _RULE)
    with st.form(f"language_{key}", border=False):
        named = st.text_input(
            "Language of the whole file",
            value=file.language or "",
            placeholder="rw or Kinyarwanda",
            max_chars=60,
            key=f"language_{key}_{file.language}",
        )
        return named if st.form_submit_button("Set the language", type="primary") else None

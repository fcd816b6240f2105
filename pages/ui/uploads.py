"""The cards that take the project's files."""

import streamlit as st

from demux_core.errors import InputError
from demux_core.formats import READERS
from demux_core.projects import ROLES as ROLES
from demux_core.projects import Project, Role, put_file, remove_file
from pages.ui import words


def card(project: Project, role: Role) -> None:
    """Show the file of ``role``, take another one, say what was wrong with the last one."""
    title, purpose = words.ROLES[role]
    error_key, round_key = f"error_{role}_{project.slug}", f"round_{role}_{project.slug}"
    with st.container(border=True, height="stretch", key=f"card_{role}"):
        st.markdown(f"**{title}**")
        st.caption(purpose)
        upload = project.uploads.get(role)
        if upload is not None:
            say, act = st.columns([5, 1], vertical_alignment="center")
            say.markdown(f":material/draft: **{words.plain(upload.name)}**")
            if act.button(":material/close:", key=f"remove_{role}", type="tertiary", help="Remove this file"):
                remove_file(project, role)
                st.rerun()
            st.markdown(f"{words.rows(upload.rows)} · {words.TASKS[upload.task]}")
        if message := st.session_state.get(error_key):
            st.error(words.plain(message), icon=":material/error:")
        # A new key empties the uploader after each file: the card above says what is stored.
        file = st.file_uploader(
            f"{'Replace' if upload else 'Upload'} the {title[0].lower()}{title[1:]}",
            type=list(READERS),
            key=f"upload_{role}_{project.slug}_{st.session_state.get(round_key, 0)}",
            help=words.FORMATS,
        )
        if file is not None:
            st.session_state[error_key] = None
            try:
                with st.spinner("Reading the file"):
                    put_file(project, role, file.name, file.getvalue())
            except InputError as error:
                kept = " The stored file is kept." if upload else ""
                st.session_state[error_key] = f"{error}.{kept}"
            st.session_state[round_key] = st.session_state.get(round_key, 0) + 1
            st.rerun()

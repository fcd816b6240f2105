"""Who may be asked for which languages, where people sign in: anybody of the project sets it for anybody."""

from collections.abc import Sequence

import streamlit as st

from demux_core.base.languages import language_name
from demux_core.workspace.known_languages import languages_by_annotator, set_known_languages
from demux_core.workspace.project import Project
from pages.ui.shared import access, wording

_WHO, _WHAT = "assign_to", "assign_languages"


def panel(project: Project, offered: Sequence[str]) -> None:
    """Show who is asked for which languages, and let it be changed; ``offered`` are those of the texts."""
    known = languages_by_annotator(project)
    with st.popover("Languages of others", icon=":material/group:", width="stretch", key="others_languages"):
        for name, codes in known.items():
            st.markdown(f"{wording.escape(name)}: {', '.join(map(language_name, codes))}")
        who: str | None = st.selectbox(
            "Annotator",
            list(known),
            None,
            key=_WHO,
            accept_new_options=True,
            placeholder="Choose somebody, or type an address",
            help="The address with which they sign in.",
        )

        @access.callback
        def assign() -> None:
            elsewhere = [code for code in known.get(str(who), []) if code not in offered]
            set_known_languages(project, str(who), [*elsewhere, *st.session_state[key]])

        key = f"{_WHAT}_{who}"
        st.multiselect(
            "Languages",
            offered,
            [code for code in offered if code in known.get(str(who), [])],
            key=key,
            format_func=language_name,
            placeholder="All languages",
            help="They are shown texts in these languages only, and can change that themselves.",
            disabled=not who,
            on_change=assign,
        )

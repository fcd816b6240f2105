"""A page that has nothing to show yet: what it will show, with a small picture, and the way on."""

from pathlib import Path

import streamlit as st

_PICTURES = Path(__file__).parent / "empty"
_WIDTH = 360  # pixels


# What each page will show; a picture beside this file has the page's name.
_PROMISES = {
    "Map": "Here the texts of your pool and your target sample lie on one map, those close together that "
    "are alike to the model. Rings mark the texts that are worth labelling.",
    "Selection": "Here are the texts that are worth labelling, each with the reason why it was chosen, their "
    "languages, and what labelling them costs.",
    "Annotate": "Here you label the chosen texts one after the other, with the keyboard; each label is saved "
    "at once.",
    "Report": "Here is the decision as a document: what to label, in which languages, at what cost, and what "
    "to expect.",
}


def show(page: str, missing: str, running: bool = False) -> None:
    """Say what the page with this title will show, what it still needs, and lead there.

    Args:
        page: title of the page.
        missing: what it needs, in a sentence.
        running: whether that is being computed.
    """
    if promise := _PROMISES.get(page):
        st.markdown(promise)
        st.image(_PICTURES / f"{page.lower()}.svg", width=_WIDTH, alt=f"A sketch of the page {page}")
    st.info(missing, icon=":material/hourglass:" if running else ":material/info:")
    label = "See the progress" if running else "Add my files"
    if st.button(label, key="empty_on", type="primary", icon=":material/arrow_forward:"):
        st.switch_page("pages/data.py")

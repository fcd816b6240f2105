"""The point that an annotator is at, as the widget of its task sees it."""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from demux_core.base.languages import is_rtl
from pages.ui.shared import wording


@dataclass(frozen=True)
class OpenPoint:
    """A point to label.

    Args:
        row: its row of the pool.
        place: names it among the points of all projects.
        labels: those to choose from; none where labels are not names.
        save: takes its label.
    """

    row: "pd.Series"
    place: str
    labels: list[str]
    save: Callable[[object], None]

    @property
    def language(self) -> str:
        """The code of its language."""
        return str(self.row["language"])

    def show_text(self, column: str) -> None:
        """Show the text of a column large, in the direction of its language."""
        alignment = "right" if is_rtl(self.language) else "left"
        text = wording.directed(self.row[column], self.language)
        st.subheader(text, anchor=False, text_alignment=alignment)

"""The first page of a report, as the Report page shows it."""

import streamlit as st

from demux_core.report.figures import main_caption, main_figure
from demux_core.report.findings import Findings
from demux_core.report.first_page import Answer
from pages.ui.shared import screen, wording

_MARKS = {
    "clear": ("green", ":material/check_circle:"),
    "random": ("blue", ":material/casino:"),
}
_UNCERTAIN = ("orange", ":material/help:")


def first_page(findings: Findings) -> None:
    """Show the question, the five answers and the main figure."""
    heading, (what, *others) = findings.heading, findings.first_page
    with st.container(border=True, key="report_first_page"):
        prepared = f" · Prepared for {wording.escape(heading.prepared_for)}" if heading.prepared_for else ""
        st.caption(f"{wording.escape(heading.title)} · {heading.made}{prepared}")
        st.subheader(wording.escape(heading.question), anchor=False)
        st.caption(wording.escape(heading.setting))
        color, icon = _MARKS.get(findings.answer.kind, _UNCERTAIN)
        st.markdown(f"#### :{color}[{icon}] {wording.escape(what.lead)}")
        st.markdown(wording.escape(" ".join(what.sentences)))
        for pair in (others[:2], others[2:]):
            for column, part in zip(st.columns(2), pair, strict=True):
                with column.container(border=True, height="stretch"):
                    _card(part)
        st.plotly_chart(
            screen.fitted(main_figure(findings, dark=st.context.theme.type == "dark")),
            key="report_main",
            config={"displayModeBar": False},
        )
        st.caption(wording.escape(main_caption(findings)))
    st.caption(
        "The rest of the file: map, language mix, learning curves, coverage, forecast, the first texts to "
        "label, every comparison with random texts, data, cost and limits. The HTML file ends with every "
        "setting."
    )


def _card(part: Answer) -> None:
    st.caption(part.title)
    if part.lead:
        st.markdown(f"**{wording.escape(part.lead)}**")
        st.markdown(wording.escape(" ".join(part.sentences)))
    else:
        st.markdown("\n".join(f"- {wording.escape(sentence)}" for sentence in part.sentences))

"""The first page of a report, as the page of the same name shows it."""

import streamlit as st

from demux_core.report.figures import answer_caption, answer_figure
from demux_core.report.findings import Findings
from pages.ui import words

_MARKS = {
    "clear": ("green", ":material/check_circle:"),
    "random": ("blue", ":material/casino:"),
}
_DOUBT = ("orange", ":material/help:")


def first_page(findings: Findings) -> None:
    """Show question, answer, figure, cost and doubts."""
    with st.container(border=True, key="report_first_page"):
        prepared = f" · Prepared for {words.plain(findings.prepared_for)}" if findings.prepared_for else ""
        st.caption(f"{words.plain(findings.title)} · {findings.made}{prepared}")
        st.subheader(words.plain(findings.question), anchor=False)
        st.caption(words.plain(findings.setting))
        color, icon = _MARKS.get(findings.answer.kind, _DOUBT)
        st.markdown(f"#### :{color}[{icon}] {words.plain(findings.answer.headline)}")
        st.markdown(words.plain(findings.answer.because))
        st.plotly_chart(
            answer_figure(findings, dark=st.context.theme.type == "dark"),
            key="report_answer",
            config={"displayModeBar": False},
        )
        st.caption(words.plain(answer_caption(findings)))
        cost, doubts = st.columns([1, 2])
        with cost.container(border=True, height="stretch"):
            _cost(findings)
        with doubts.container(border=True, height="stretch"):
            st.markdown("**What could be wrong**")
            st.markdown("\n".join(f"- {words.plain(sentence)}" for sentence in findings.limits[:3]))
    st.caption(
        "The file goes on: why, the data, language mix, map, the first texts to label, learning curves with "
        "intervals, the table at the budget, cost, limits, and an appendix with every setting."
    )


def _cost(findings: Findings) -> None:
    st.markdown("**What it costs**")
    if findings.cost is None:
        st.markdown(f"{findings.budget:,} labels")
        st.caption("No price per label is given; prices can be given on the Selection page.")
    else:
        st.markdown(words.plain(findings.cost.headline))
        st.caption(words.plain(findings.cost.sentence))

"""The first page of a report, as the page of the same name shows it."""

import streamlit as st

from demux_core.report.figures import answer_caption, answer_figure
from demux_core.report.findings import Findings
from pages.ui.shared import wording

_MARKS = {
    "clear": ("green", ":material/check_circle:"),
    "random": ("blue", ":material/casino:"),
}
_DOUBT = ("orange", ":material/help:")


def first_page(findings: Findings) -> None:
    """Show question, answer, figure, cost and doubts."""
    with st.container(border=True, key="report_first_page"):
        prepared = f" · Prepared for {wording.escape(findings.prepared_for)}" if findings.prepared_for else ""
        st.caption(f"{wording.escape(findings.title)} · {findings.made}{prepared}")
        st.subheader(wording.escape(findings.question), anchor=False)
        st.caption(wording.escape(findings.setting))
        color, icon = _MARKS.get(findings.answer.kind, _DOUBT)
        st.markdown(f"#### :{color}[{icon}] {wording.escape(findings.answer.headline)}")
        st.markdown(wording.escape(findings.answer.because))
        st.plotly_chart(
            answer_figure(findings, dark=st.context.theme.type == "dark"),
            key="report_answer",
            config={"displayModeBar": False},
        )
        st.caption(wording.escape(answer_caption(findings)))
        cost, doubts = st.columns([1, 2])
        with cost.container(border=True, height="stretch"):
            _cost(findings)
        with doubts.container(border=True, height="stretch"):
            st.markdown("**What could be wrong**")
            st.markdown("\n".join(f"- {wording.escape(sentence)}" for sentence in findings.limits[:3]))
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
        st.markdown(wording.escape(findings.cost.headline))
        st.caption(wording.escape(findings.cost.sentence))

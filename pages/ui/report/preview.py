"""The first page of a report, as the Report page shows it."""

import streamlit as st

from demux_core.report.figures import answer_caption, answer_figure
from demux_core.report.findings import Findings
from pages.ui.shared import wording

_MARKS = {
    "clear": ("green", ":material/check_circle:"),
    "random": ("blue", ":material/casino:"),
}
_UNCERTAIN = ("orange", ":material/help:")


def first_page(findings: Findings) -> None:
    """Show the question, the answer, the figure, the cost and the limits."""
    with st.container(border=True, key="report_first_page"):
        prepared = f" · Prepared for {wording.escape(findings.prepared_for)}" if findings.prepared_for else ""
        st.caption(f"{wording.escape(findings.title)} · {findings.made}{prepared}")
        st.subheader(wording.escape(findings.question), anchor=False)
        st.caption(wording.escape(findings.setting))
        color, icon = _MARKS.get(findings.answer.kind, _UNCERTAIN)
        st.markdown(f"#### :{color}[{icon}] {wording.escape(findings.answer.headline)}")
        st.markdown(wording.escape(findings.answer.because))
        st.plotly_chart(
            answer_figure(findings, dark=st.context.theme.type == "dark"),
            key="report_answer",
            config={"displayModeBar": False},
        )
        st.caption(wording.escape(answer_caption(findings)))
        cost, limits = st.columns([1, 2])
        with cost.container(border=True, height="stretch"):
            _cost(findings)
        with limits.container(border=True, height="stretch"):
            st.markdown("**What could be wrong**")
            st.markdown("\n".join(f"- {wording.escape(sentence)}" for sentence in findings.limits[:3]))
    st.caption(
        "The rest of the file: the reasons, the data, the language mix, the map, the first texts to label, "
        "learning curves with intervals, the table at the budget, cost, limits, and an appendix with every "
        "setting."
    )


def _cost(findings: Findings) -> None:
    st.markdown("**What it costs**")
    if findings.cost is None:
        st.markdown(f"{findings.budget:,} labels")
        st.caption("No price per label is known. Prices can be set on the Selection page.")
    else:
        st.markdown(wording.escape(findings.cost.headline))
        st.caption(wording.escape(findings.cost.sentence))

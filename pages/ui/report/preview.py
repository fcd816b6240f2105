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
    """Show question, answer, figure, cost and limits."""
    heading = findings.heading
    with st.container(border=True, key="report_first_page"):
        prepared = f" · Prepared for {wording.escape(heading.prepared_for)}" if heading.prepared_for else ""
        st.caption(f"{wording.escape(heading.title)} · {heading.made}{prepared}")
        st.subheader(wording.escape(heading.question), anchor=False)
        st.caption(wording.escape(heading.setting))
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
            st.markdown(
                "\n".join(f"- {wording.escape(sentence)}" for sentence in findings.limits.sentences[:3])
            )
    st.caption(
        "The rest of the file: reasons, data, language mix, map, the first texts to label, learning curves "
        "with intervals, the scores at the budget, cost, limits, and an appendix with every setting."
    )


def _cost(findings: Findings) -> None:
    st.markdown("**What it costs**")
    if findings.cost is None:
        st.markdown(f"{findings.budget:,} labels")
        st.caption("No price per label is set. Set prices on the Selection page.")
    else:
        st.markdown(wording.escape(findings.cost.headline))
        st.caption(wording.escape(findings.cost.sentence))

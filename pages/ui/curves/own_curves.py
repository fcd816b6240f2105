"""The curves of the project's experiments with one learner: chart, slider from labels to score, readings."""

from collections.abc import Mapping, Sequence

import streamlit as st

from demux_core.analysis.decision import decide, strongest
from demux_core.analysis.drawn_curves import DrawnCurve
from demux_core.charts.curve_charts import STRONG
from demux_core.charts.decision_charts import decision_figure
from demux_core.explain import decision_sentences
from demux_core.explain.glossary import explain
from demux_core.strategies import RANDOM
from demux_core.strategies.display import in_order, strategy_title
from demux_core.workflows.experiment_jobs import ExperimentStatus
from demux_core.workflows.prices import project_prices
from demux_core.workspace.project import Project
from pages.ui.curves import forecast, hovering, reading_slider, result_choice
from pages.ui.curves.result_names import name_of
from pages.ui.shared import access, results_cache, screen, wording

_READING = (
    "Scores are means over seeds. Bands and intervals (95%) allow for other seeds and other test texts. "
    "For the labels that a score needs, a dip in a curve is smoothed out. "
    "A score without an interval is the same in every resample."
)


@access.fragment()
def show(project: Project, statuses: Sequence[ExperimentStatus], say: bool) -> None:
    """Show one of several experiments; a change reruns this part only.

    Args:
        project: with the experiments.
        statuses: those with one learner.
        say: whether their answer is not the headline, so that it is said here.
    """
    status = statuses[0]
    if len(statuses) > 1:
        named = {each.name: each for each in statuses}
        key = f"decision_experiment_{project.slug}_{status.learner}"
        status = named[st.selectbox("Experiment", list(named), key=key, width=250)]
    metric, curves = results_cache.decision_curves(status)
    if not curves:
        st.info("No strategy has finished yet. The curves appear here.", icon=":material/hourglass:")
        return
    ticked = _ticked(project, curves)
    place = hovering.place()
    prices = results_cache.label_prices(status, project_prices(project))
    labels = reading_slider.choose_labels(project, curves, prices)
    strong = [RANDOM, *ticked][:STRONG] if ticked else strongest(curves, labels, STRONG)
    dark = st.context.theme.type == "dark"
    figure = decision_figure(curves, strong, name_of(metric), labels, dark)
    place.plotly_chart(
        screen.fitted(figure), key=f"decision_chart_{project.slug}", config={"displayModeBar": False}
    )
    hovering.bring_forward()
    if found := decide(curves, labels):
        st.markdown(wording.escape(decision_sentences.expected_sentence(found, curves, metric)))
        if say:
            learner = decision_sentences.head_sentence(status.learner, str(project.effective_task), metric)
            labels_pay = decision_sentences.labels_sentence(found, metric)
            said = f"{labels_pay} {decision_sentences.choosing_sentence(found)} {learner}"
            st.markdown(wording.escape(said))
    if ceiling := decision_sentences.ceiling_sentence(curves):
        st.caption(wording.escape(ceiling))
    reading_slider.table(project, curves, labels, metric, prices)
    st.caption(_READING, help=f"95% interval: {explain('95% interval')}")
    if not status.active:
        forecast.show(result_choice.by_main_score(status))


def _ticked(project: Project, curves: Mapping[str, DrawnCurve]) -> list[str]:
    """The strategies that the visitor brings forward; without any, the strongest are."""
    return st.pills(
        "Bring forward",
        [name for name in in_order(curves) if name != RANDOM],
        selection_mode="multi",
        format_func=strategy_title,
        key=f"decision_ticked_{project.slug}",
        help=f"At most {STRONG} lines stand out, RANDOM among them. Without a choice: RANDOM, GOLD and the "
        "strategies for which RANDOM needs the most texts.",
        persist_state="session",
    )

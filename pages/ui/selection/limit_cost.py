"""What the limits change in the shown selection: its coverage, its price, and what they cost in score."""

from functools import partial

import streamlit as st

from demux_core.analysis.labels_needed import score_for
from demux_core.analysis.limit_cost import limit_cost, score_cost
from demux_core.explain.limits import limit_cost_sentence, score_cost_sentence
from demux_core.explain.metric_names import metric_name
from demux_core.strategies import STRATEGIES, Selection
from demux_core.strategies.display import strategy_title
from demux_core.workflows.experiment_jobs import LIMITED_PROBE
from demux_core.workflows.limited_probe import limited_probe, start_limited_probe
from demux_core.workflows.live_probe import LiveProbe
from demux_core.workflows.prices import project_prices
from demux_core.workflows.selection import SelectionPlan
from demux_core.workspace.prepared import PreparedProject
from demux_core.workspace.project import Project
from pages.ui.shared import coverage_cache, job_panel, prepared_cache, probe_needs, results_cache, wording


def show(project: Project, prepared: PreparedProject, chosen: Selection, plan: SelectionPlan) -> None:
    """Say what the limits change, where they change anything."""
    cost = limit_cost(
        chosen,
        lambda: prepared_cache.selection(prepared, chosen.strategy, plan.without_limits()),
        lambda rows: coverage_cache.coverage(prepared, [*plan.labelled, *rows]),
    )
    if cost is not None:
        sentence = limit_cost_sentence(cost, project_prices(project).currency)
        title = wording.escape(strategy_title(chosen.strategy))
        st.markdown(f"**What your limits change for {title}.** {wording.escape(sentence)}")
    if (
        plan.constraints
        and not STRATEGIES[chosen.strategy].uses_gold
        and not probe_needs.what_is_missing(project)
    ):
        _score(project, chosen.strategy, plan.budget, plan.constraints.spend is not None)


def _score(project: Project, strategy: str, labels: int, by_money: bool) -> None:
    """Say what the limits cost in score, or offer to measure it."""
    probe = limited_probe(project)
    if probe.active and probe.job is not None:
        job_panel.show_progress(probe.job, "Measuring what your limits cost")
    elif probe.record is not None and probe.job is not None and probe.job.state == "done":
        st.markdown(wording.escape(_sentence(project, probe, strategy, labels, by_money)))
    else:
        if failed := job_panel.retryable_job(probe.job):
            job_panel.show_failure(failed, LIMITED_PROBE)
        if st.button("Measure what the limits cost in score", key="limit_score", icon=":material/science:"):
            job_panel.run_action(partial(start_limited_probe, project))


def _sentence(project: Project, probe: LiveProbe, strategy: str, labels: int, by_money: bool) -> str:
    both = results_cache.limited_curves(project, probe)
    if both is None:
        return "Open Curves once: it measures the strategies without limits, to compare with."
    metric, within, without = both
    cost = None
    if strategy in within and strategy in without:
        cost = score_cost(within[strategy], without[strategy], labels)
    if cost is None:
        return f"What the limits cost in score was not measured at {wording.count(labels, 'label')}."
    scores = score_for(within[strategy], labels).value, score_for(without[strategy], labels).value
    return score_cost_sentence(cost, labels, scores, metric_name(metric).unit, by_money)

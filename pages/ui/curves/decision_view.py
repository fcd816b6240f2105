"""Do labels pay, and does choosing them pay: the project's own answer."""

from math import isnan
from typing import Literal

import streamlit as st

from demux_core.analysis.decision import decide, usual_labels
from demux_core.analysis.intervals import is_significant
from demux_core.analysis.labels_needed import Reading
from demux_core.explain import decision_sentences, learner_sentences
from demux_core.explain.metric_names import metric_name
from demux_core.explain.number_format import format_points
from demux_core.workflows.live_probe import LiveProbe, live_probe
from demux_core.workflows.own_results import OwnResults, headline_learner, own_results
from demux_core.workspace.project import Project
from pages.ui.curves import expectation, live, own_curves
from pages.ui.shared import access, probe_needs, results_cache, wording

_WILL_SHOW = (
    "The texts are encoded once. Then every strategy chooses up to 1,000 texts of the pool, ten times; a "
    "linear probe is fitted on each choice and scored on the test. The curves appear here as they grow."
)
_LEARNERS = {"probe": "Linear probe", "fine_tune": "Fine-tuned"}


def show(project: Project) -> None:
    """Start the live probe where the project has everything for it, and show what is known so far."""
    probe = live.ensure(project)
    if probe is not None and probe.active:
        _watched(project)
    else:
        _answer(project, probe)


@access.fragment(run_every=2)
def _watched(project: Project) -> None:
    probe = live_probe(project)
    if not probe.active:
        st.rerun()
    _answer(project, probe)


def _answer(project: Project, probe: LiveProbe | None) -> None:
    if probe is not None:
        live.status(project, probe)
    own = own_results(project)
    if not own:
        if probe is None:
            expectation.show(project, probe_needs.what_is_missing(project))
        elif probe.active:
            st.caption(_WILL_SHOW)
        return
    _headline(project, own)
    learner = headline_learner(own)
    if len(own) > 1:
        learner = st.segmented_control(
            "Curves of",
            list(own),
            default=learner,
            required=True,
            format_func=_LEARNERS.__getitem__,
            key=f"decision_learner_{project.slug}",
            label_visibility="collapsed",
        )
    own_curves.show(project, own[learner], learner != headline_learner(own))


def _headline(project: Project, own: OwnResults) -> None:
    """Two sentences and two numbers, from fine-tuned models where probes are not shown to predict them."""
    learner = headline_learner(own)
    status = own[learner][0]
    metric, curves = results_cache.decision_curves(status)
    found = decide(curves, usual_labels(curves)) if curves else None
    if found is None:
        return
    unit = metric_name(metric).unit
    with st.container(border=True, key="decision"):
        say, numbers = st.columns([3, 2], vertical_alignment="center")
        say.markdown(f"**{wording.escape(decision_sentences.labels_sentence(found, metric))}**")
        say.markdown(wording.escape(decision_sentences.choosing_sentence(found)))
        chosen = found.only_chosen_labels_pay
        score, gain = (found.chosen, found.chosen_gain) if chosen else (found.score, found.gain)
        with numbers.container(horizontal=True, gap="medium"):  # one below the other where it is narrow
            title = f"With {found.labels:,}{' chosen' if chosen else ''} labels"
            color, arrow = _look_of(gain)
            value = f"{score.value:.1f}{unit}"
            st.metric(title, value, _over_none(gain), delta_color=color, delta_arrow=arrow, width="content")
            st.metric("Labels saved", decision_sentences.saving_number(found), width="content")
        head = decision_sentences.head_sentence(learner, str(project.effective_task), metric)
        st.caption(head or learner_sentences.scores_of_learner(learner))


def _look_of(gain: Reading) -> tuple[Literal["green", "red", "gray"], Literal["up", "down"]]:
    """Its colour and arrow; Streamlit would take a gain with a proper minus sign for a rise."""
    rises = gain.value > 0
    if not is_significant(gain.low, gain.high):
        return "gray", "up" if rises else "down"
    return ("green", "up") if rises else ("red", "down")


def _over_none(gain: Reading) -> str | None:
    """The gain over no label, None where the start is not known."""
    return None if isnan(gain.value) else f"{format_points(gain.value, '+')} over none"

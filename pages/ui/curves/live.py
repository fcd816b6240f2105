"""The live probe on the page: it starts by itself, shows its progress, and can be stopped."""

from functools import partial

import streamlit as st

from demux_core.base.errors import InputError
from demux_core.jobs import job_queue
from demux_core.workflows.experiment_jobs import LIVE_PROBE
from demux_core.workflows.live_probe import LiveProbe, ensure_live_probe, live_probe, start_live_probe
from demux_core.workspace.project import Project
from pages.ui.shared import job_panel, probe_needs, wording


def ensure(project: Project) -> LiveProbe | None:
    """Start the probe of the present files unless it was started before; None where it cannot run."""
    if probe_needs.what_is_missing(project):
        return None
    try:
        return ensure_live_probe(project)
    except InputError as error:
        st.error(wording.escape(str(error)), icon=":material/error:")
        return live_probe(project)


def status(project: Project, probe: LiveProbe) -> None:
    """Show how far the probe is and offer to stop it; where it did not end well, offer to go on."""
    job = probe.job
    if job is None or job.state == "done":
        return
    say, act = st.columns([5, 1], vertical_alignment="center")
    if job.active:
        say.progress(job.share, text=f"**Measuring every strategy on your files** · {wording.step_text(job)}")
        if act.button("Stop", key="live_stop", icon=":material/stop_circle:", width="stretch"):
            job_queue.cancel(job)
            st.rerun()
        return
    if job.state == "cancelled":
        say.info(
            f"Stopped after {wording.count(probe.cells, 'linear probe')}.", icon=":material/stop_circle:"
        )
    else:
        with say:
            job_panel.show_failure(job, LIVE_PROBE)
    if act.button("Resume", key="live_again", icon=":material/play_arrow:", width="stretch"):
        job_panel.run_action(partial(start_live_probe, project))

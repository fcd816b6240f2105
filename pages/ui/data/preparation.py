"""What to do next, and the background job that prepares the project."""

from functools import partial

import streamlit as st

from demux_core.jobs import job_queue
from demux_core.strategies.display import ordered_strategies
from demux_core.workflows.annotation_rounds import list_rounds
from demux_core.workflows.preparation_jobs import preparation_state, prepare_job, start_prepare
from demux_core.workspace.prepared import lacks_gold, lacks_words, prepared_settings
from demux_core.workspace.project import ROLES, Project
from pages.ui.shared import cache, job_panel, wording

_CHANGED = "**Next: prepare again.** The files or the settings have changed since the project was prepared."
_OF_WORDS = " and ".join(strategy.title for strategy in ordered_strategies() if "words" in strategy.needs)
_LACKING = (
    (
        lacks_gold,
        "**The labelled target data is new.** Prepare again to use GOLD; everything else works as before.",
    ),
    (
        lacks_words,
        f"**The words have no vectors yet.** Prepare again to use {_OF_WORDS}; everything else works as "
        "before.",
    ),
)


def panel(project: Project) -> None:
    """Say what to do next and offer it."""
    with st.container(border=True, key="next"):
        job = prepare_job(project)
        state = preparation_state(project)
        if job is not None and job.active:
            job_panel.show_progress(job, "Preparing")
        elif missing := [role for role in ROLES[:2] if role not in project.uploads]:
            purpose = wording.ROLES[missing[0]][1]
            st.markdown(f"**Next: add the {wording.role_in_sentence(missing[0])}.** {purpose}")
        elif state == "ready":
            _ready()
            if lacking := [text for is_lacking, text in _LACKING if is_lacking(project)]:
                _offer(project, f"{lacking[0]}{_rounds(project)}", "Prepare again")
        elif state == "stale":
            _offer(project, _CHANGED, "Prepare again")
        else:
            _offer(project, _first(project), "Choose my texts")


def _first(project: Project) -> str:
    out = cache.left_out(project).get("source", {}).get("rows", 0)
    texts = sum(project.uploads[role].rows for role in ("pool", "target")) - out
    leaving = f"{wording.rows(out)} of the pool {'is' if out == 1 else 'are'} left out, as said below. "
    tuning = "fine-tunes the model on the labelled data, then " if "train" in project.uploads else ""
    return (
        f"**3. Choose.** This {tuning}embeds {texts:,} texts, lays out the map and chooses. "
        f"{leaving if out else ''}{_takes(project)} It runs in the background; you can close the page."
    )


def _takes(project: Project) -> str:
    """What preparing takes here, before anything is computed."""
    expected = cache.preparation_estimate(project)
    return (
        f"It takes about {wording.duration(expected.seconds)} on this computer and up to "
        f"{expected.gigabytes:.1f} GB of memory."
    )


def _rounds(project: Project) -> str:
    rounds = list_rounds(project)
    if not rounds or prepared_settings(project)["fingerprint"] == rounds[-1].start:
        return ""
    return (
        " Preparing again goes back to the model from before the annotation rounds; train a round on the "
        "Annotate page to replace it."
    )


def _offer(project: Project, text: str, label: str) -> None:
    failed = job_panel.retryable_job(prepare_job(project))
    say, act = st.columns([4, 1], vertical_alignment="center")
    say.markdown("**Next: try again.** Finished parts are not computed again." if failed else text)
    if act.button("Try again" if failed else label, type="primary", key="prepare", width="stretch"):
        job_panel.run_action(partial(job_queue.retry, failed) if failed else partial(start_prepare, project))
    if failed:
        job_panel.show_failure(failed, "Preparing")


def _ready() -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        text = ":material/check_circle: **Prepared. Next: look at the chosen texts, then label them.**"
        st.markdown(text, width="content")
        st.page_link("pages/map.py", label="See the map", icon=":material/scatter_plot:", width="content")
        st.page_link(
            "pages/selection.py", label="See the chosen texts", icon=":material/checklist:", width="content"
        )
        st.page_link("pages/annotate.py", label="Label them", icon=":material/edit_note:", width="content")

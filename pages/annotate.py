"""Annotate: label the chosen texts here, then train the next round on the labels."""

import streamlit as st

import pages  # noqa: F401
from demux_core.base.errors import InputError
from demux_core.workflows.annotation_queue import labels_of_pool, open_queue
from pages.ui.annotate import (
    agreement,
    disagreements,
    glosses,
    known_languages,
    labelled_points,
    point_panel,
    queue_panel,
    rounds_panel,
    tools,
)
from pages.ui.shared import cache, prepared_project, shell, strike_out, wording

shell.require_shell()

st.title("Annotate", anchor=False)
project, prepared = prepared_project.require_prepared()
if "pool" not in project.uploads:
    st.info("The pool was removed; add one on the Data page.", icon=":material/info:")
    st.stop()
pool = cache.dataset(project, "pool")
try:
    queue = open_queue(project, pool)
except InputError as error:
    st.error(wording.escape(str(error)), icon=":material/error:")
    queue = None

if queue is None or not len(queue):
    st.markdown(
        "Choose the texts to label first. A **strategy** chooses those of the pool whose labels should "
        "help most in the target language. You label them here, one after the other."
    )
    queue_panel.choose(project, prepared)
    queue_panel.saved_selection(project, None)
    if not (labels := labels_of_pool(project, pool)):
        tools.panel(project, prepared, pool, queue)
        st.stop()
else:
    labels = dict(queue.given)
    main, side = st.columns([5, 3], gap="medium")
    with side:
        annotator = queue_panel.annotator()
        wish = known_languages.choose(project, queue, annotator)
        point_panel.offer_suggestions(queue)
        glosses.switch(pool)
        queue_panel.guideline(project)
        with st.popover("Other texts", width="stretch", key="other_points"):
            queue_panel.choose(project, prepared)
            queue_panel.saved_selection(project, queue)
    with main:
        point_panel.panel(project, prepared, queue, annotator, wish)
    labelled_points.panel(project, queue)

disagreements.panel(project, pool, labels, queue_panel.visitor())
agreement.show(project, pool, labels)
tools.panel(project, prepared, pool, queue)
strike_out.struck(project, prepared)
rounds_panel.panel(project, prepared, pool)
queue_panel.labels(project, pool, labels)

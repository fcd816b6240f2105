"""Annotate: label the chosen points here, then train the next round on the labels."""

import streamlit as st

from demux_core.errors import InputError
from demux_core.projects.annotation import given_labels, open_queue
from pages.ui import annotating, frame, prepared, queues, resources, training, words

frame.require()

st.title("Annotate", anchor=False)
project, run = prepared.project_and_run()
if "pool" not in project.uploads:
    st.info("There is no pool any more; add one on the Data page.", icon=":material/info:")
    st.stop()
pool = resources.dataset(project, "pool")
try:
    queue = open_queue(project, pool)
except InputError as error:
    st.error(words.plain(str(error)), icon=":material/error:")
    queue = None

if queue is None or not len(queue):
    st.markdown(
        "Choose the points to label first. A **strategy** picks the texts of the pool whose labels should "
        "help most in the target language; you label them here, one after the other."
    )
    queues.choose(project, run)
    queues.kept(project, None)
    if not (given := given_labels(project, pool)):
        st.stop()
else:
    main, side = st.columns([2, 1], gap="medium")
    with side:
        who = queues.annotator()
        queues.guideline(project)
        with st.popover("Other points", width="stretch"):
            queues.choose(project, run)
            queues.kept(project, queue)
    with main:
        annotating.panel(project, pool, queue, who)
    given = queue.given

training.panel(project, run, pool)
queues.labels(project, pool, given)

"""Report: the findings for people who decide, as one HTML file or as PowerPoint."""

from contextlib import suppress
from dataclasses import replace

import streamlit as st

from demux_core.base.errors import InputError
from pages.ui.report import downloads, fields, preview
from pages.ui.shared import prepared_project, report_cache, shell, state, strategy_picker, wording
from pages.ui.shared.report_cache import ReportQuery

shell.require_shell()

st.title("Report", anchor=False)
project, prepared = prepared_project.require_prepared()
if state.session().budget is None:
    with suppress(InputError):  # shown below
        # The budget for which the experiment has scores.
        st.session_state["budget"] = report_cache.findings(project, prepared, ReportQuery()).budget
strategies, plan = strategy_picker.line(project, prepared)
state.publish()
experiment, title, prepared_for = fields.fields(project)

query = ReportQuery(tuple(strategies), plan.budget, plan.seed, experiment, plan.like)
try:
    findings = report_cache.findings(project, prepared, query)
except InputError as error:  # fewer texts without a label are left than the budget
    st.error(wording.escape(str(error)), icon=":material/error:")
    st.stop()
findings = replace(
    findings, title=title or findings.title, prepared_for=prepared_for or findings.prepared_for
)
downloads.buttons(project, findings)
preview.first_page(findings)

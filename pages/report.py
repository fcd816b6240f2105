"""Report: the findings for people who decide, as one HTML file or as PowerPoint."""

from contextlib import suppress

import streamlit as st

import pages  # noqa: F401
from demux_core.base.errors import InputError
from demux_core.report.request import ReportRequest
from pages.ui.report import downloads, fields, preview
from pages.ui.shared import prepared_project, report_cache, shell, state, strategy_picker, wording

shell.require_shell()

st.title("Report", anchor=False)
project, prepared = prepared_project.require_prepared()
if state.session().budget is None:
    with suppress(InputError):  # shown below
        # The budget for which the experiment has scores.
        st.session_state["budget"] = report_cache.findings(project, prepared, ReportRequest()).budget
strategies, plan = strategy_picker.line(project, prepared)
state.write_address()
experiment, title, prepared_for = fields.fields(project)

request = ReportRequest(plan.budget, tuple(strategies), experiment, plan.seed, plan.like)
try:
    findings = report_cache.findings(project, prepared, request)
except InputError as error:  # fewer texts without a label are left than the budget
    st.error(wording.escape(str(error)), icon=":material/error:")
    st.stop()
findings = findings.with_heading(title, prepared_for)
downloads.buttons(project, findings)
preview.first_page(findings)

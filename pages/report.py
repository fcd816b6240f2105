"""Report: the findings for people who decide, as one HTML file or as PowerPoint."""

import streamlit as st

import pages  # noqa: F401
from demux_core.base.errors import InputError
from demux_core.report.request import ReportRequest
from demux_core.workflows.large_selections import JobFirstError
from pages.ui.report import downloads, fields, preview
from pages.ui.shared import (
    large_choice,
    prepared_project,
    report_cache,
    shell,
    state,
    strategy_picker,
    wording,
)

shell.require_shell()

st.title("Report", anchor=False)
project, prepared = prepared_project.require_prepared()
if state.session().budget is None:
    # The budget for which the experiment has scores; errors are shown below.
    try:
        st.session_state["budget"] = report_cache.findings(project, prepared, ReportRequest()).budget
    except JobFirstError as error:
        st.session_state["budget"] = error.plan.budget
    except InputError:
        pass
strategies, plan = strategy_picker.line(project, prepared)
state.write_address()
experiment, title, prepared_for = fields.fields(project)

request = ReportRequest(plan.budget, tuple(strategies), experiment, plan.seed, plan.like)
try:
    findings = report_cache.findings(project, prepared, request)
except JobFirstError as error:
    large_choice.offer(project, prepared, dict.fromkeys([error.strategy, *strategies]), error.plan)
    st.stop()
except InputError as error:  # fewer texts without a label are left than the budget
    st.error(wording.escape(str(error)), icon=":material/error:")
    st.stop()
findings = findings.with_heading(title, prepared_for)
downloads.buttons(project, findings)
preview.first_page(findings)

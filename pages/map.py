"""Map: where the pool and the target sample lie, what strategies choose there, and how they differ."""

import streamlit as st

import pages  # noqa: F401
from pages.ui.map import controls, views, webgl_map
from pages.ui.shared import prepared_project, screen, shell, strategy_picker, strike_out

shell.require_shell()

view = controls.title_and_view()
project, prepared = prepared_project.require_prepared()
settings, content = screen.settings_and_content()
with settings:
    strategies, plan = strategy_picker.line(project, prepared)
with content:
    selections = prepared_project.selections(project, prepared, strategies, plan)
    place = st.container()
    webgl_map.send_points(prepared)  # first, so that the browser reads them while the rest is made
    with place:
        views.show(view, project, prepared, selections, plan)
strike_out.struck(project, prepared)

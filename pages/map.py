"""Map: where the pool and the target sample lie, what strategies choose there, and how they differ."""

from pages.ui.map import controls, views
from pages.ui.shared import prepared_project, shell, strategy_picker

shell.require_shell()

view = controls.title_and_view()
project, run = prepared_project.require_prepared()
strategies, budget, seed = strategy_picker.selection(run)
plan = prepared_project.plan(project, run, budget, seed)
views.show(view, project, run, prepared_project.choices(run, strategies, plan))

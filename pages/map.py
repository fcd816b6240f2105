"""Map: where the pool and the target sample lie, what strategies choose there, and how they differ."""

from pages.ui import controls, frame, map_controls, map_views, prepared

frame.require()

view = map_controls.title_and_view()
project, run = prepared.project_and_run()
strategies, budget, seed = controls.selection(run)
plan = prepared.plan(project, run, budget, seed)
map_views.show(view, project, run, prepared.choices(run, strategies, plan))

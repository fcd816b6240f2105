"""Map: where the pool and the target sample lie, what strategies choose there, and how they differ."""

from pages.ui import controls, frame, map_controls, map_views, prepared

frame.require()

view = map_controls.title_and_view()
project, run = prepared.project_and_run()
strategies, budget, seed = controls.selection(run)
map_views.show(view, project, run, prepared.selections(run, strategies, budget, seed))

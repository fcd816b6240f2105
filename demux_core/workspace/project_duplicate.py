"""A second project with the files and settings of a first."""

import re

import sqlalchemy as sa

from demux_core.workspace import open_store
from demux_core.workspace.artifacts import exclusive_changes
from demux_core.workspace.project import Project, create_project, reload_project
from demux_core.workspace.records import utc_now
from demux_core.workspace.schema import datasets, projects

_COPIED = ("labels", "limits", "prices")  # the others belong to results of the first


def duplicate_project(project: Project) -> Project:
    """Create a project with the same files, task, model, limits and prices, but no labels and results.

    A copy of "Intents (2)" is "Intents (3)".
    """
    store = open_store()
    # The files of the first must not go before the rows of the second name them.
    with exclusive_changes(store):
        first = reload_project(project.slug)
        second = create_project(re.sub(r" \(\d+\)$", "", first.name))
        settings = {name: value for name, value in first.settings.items() if name in _COPIED}
        copied = {"task": first.task, "model": first.model, "settings": settings}
        with store.write() as connection:
            connection.execute(projects.update().where(projects.c.id == second.id).values(copied))
            mine = sa.select(datasets).where(datasets.c.project_id == first.id).order_by(datasets.c.id)
            for row in connection.execute(mine).mappings().all():
                own = {name: value for name, value in row.items() if name != "id"}
                new = own | {"project_id": second.id, "created": utc_now()}
                connection.execute(datasets.insert(), new)
    return reload_project(second.slug)

"""A project with labels can be deleted, although labels are otherwise only ever added."""

import pytest
from sqlalchemy.exc import IntegrityError

from demux_core.workspace import Store, StoreError, records
from demux_core.workspace.project import create_project, open_project
from demux_core.workspace.project_deletion import delete_stored
from demux_core.workspace.schema import labels


def test_labels_go_with_their_project_and_those_of_others_stay_protected(store: Store) -> None:
    gone, stays = create_project("Gone"), create_project("Stays")
    for project in (gone, stays):
        records.add_labels(store, project.id, "asha", [("r1", "yes")])
    delete_stored(gone)
    assert open_project(gone.slug) is None
    assert len(records.list_labels(store, stays.id)) == 1
    with (
        pytest.raises((IntegrityError, StoreError), match="only ever added"),
        store.write() as connection,
    ):
        connection.execute(labels.delete())

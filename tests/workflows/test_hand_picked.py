from demux_core.strategies.display import strategy_title
from demux_core.workflows.annotation_queue import start_annotating
from demux_core.workflows.hand_picked import add_rows, save_rows
from demux_core.workspace.prepared import open_prepared
from demux_core.workspace.project import reload_project
from demux_core.workspace.saved_selections import list_saved, open_saved
from tests.helpers.fabricated_project import prepared_project


def test_picked_texts_are_a_selection_that_can_grow_and_stays_the_one_that_is_annotated(workspace) -> None:
    project = prepared_project()
    prepared = open_prepared(project)
    ids = list(prepared.source.ids)
    saved = save_rows(project, prepared, [4, 1])
    assert strategy_title(saved.strategy) == "HAND-PICKED"
    assert open_saved(saved)["id"].tolist() == [ids[4], ids[1]]
    project = start_annotating(project, saved)
    grown, added = add_rows(project, prepared, [1, 7, 0], saved)
    table = open_saved(grown)
    assert added == 2
    assert table["id"].tolist() == [ids[4], ids[1], ids[7], ids[0]]
    assert table["rank"].tolist() == [1, 2, 3, 4]
    assert grown.options == {"by_hand": 2}
    assert list_saved(project) == [grown]
    assert reload_project(project.slug).settings["annotated_selection"] == grown.id
    assert add_rows(project, prepared, [7], grown) == (grown, 0)

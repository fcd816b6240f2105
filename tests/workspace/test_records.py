import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from demux_core.workspace import Store, StoreError, records
from demux_core.workspace.project import create_project
from demux_core.workspace.records import NewSelection, SelectionRecord
from demux_core.workspace.schema import labels


@pytest.fixture
def project(store: Store) -> int:
    return create_project("p").id


def test_labels_are_listed_in_order_with_annotator_and_time(store: Store, project: int) -> None:
    records.add_labels(store, project, "asha", [("r1", "yes"), ("r2", ["B-PER", "O"])])
    records.add_labels(store, project, "bikram", [("r1", None)])
    listed = records.list_labels(store, project)
    assert [(label.row, label.label, label.annotator) for label in listed] == [
        ("r1", "yes", "asha"),
        ("r2", ["B-PER", "O"], "asha"),
        ("r1", None, "bikram"),
    ]
    assert listed[0].created <= listed[2].created


@pytest.mark.parametrize("change", [labels.delete(), labels.update().values(annotator="nobody")])
def test_labels_can_only_be_added(change: sa.Executable, store: Store, project: int) -> None:
    records.add_labels(store, project, "asha", [("r1", "yes")])
    with (
        pytest.raises((IntegrityError, StoreError), match="only ever added"),
        store.write() as connection,
    ):
        connection.execute(change)
    assert len(records.list_labels(store, project)) == 1


def test_labels_of_an_unknown_project_are_an_error(store: Store) -> None:
    with pytest.raises(IntegrityError):
        records.add_labels(store, 77, "asha", [("r1", "yes")])


def test_a_saved_selection_is_listed(store: Store, project: int) -> None:
    new = NewSelection("random", 10, 42, {"like": "uncertainty"}, "abc.parquet")
    number = records.add_selection(store, project, new)
    (saved,) = records.list_selections(store, project)
    assert saved == SelectionRecord(**vars(new), id=number, created=saved.created)


def test_an_experiment_is_created_once_and_opened_again(store: Store, project: int) -> None:
    first = records.open_experiment(store, project, "first", {"budgets": [5, 10]})
    assert records.open_experiment(store, project, "first", {}) == first
    second = records.open_experiment(store, project, "second", {})
    assert records.list_experiments(store, project) == [second, first]


def test_a_finished_cell_keeps_its_first_record(store: Store, project: int) -> None:
    experiment = records.open_experiment(store, project, "e", {}).id
    records.finish_cell(store, experiment, "strategy=random seed=2 budget=5", {"f1": 0.5})
    records.finish_cell(store, experiment, "strategy=random seed=2 budget=5", {"f1": 0.9})
    records.finish_cell(store, experiment, "strategy=random seed=2 budget=9", {"f1": 0.7})
    assert records.finished_cells(store, experiment) == {
        "strategy=random seed=2 budget=5": {"f1": 0.5},
        "strategy=random seed=2 budget=9": {"f1": 0.7},
    }

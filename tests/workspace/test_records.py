import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from demux_core.workspace import Store, StoreError, records
from demux_core.workspace.project import create_project
from demux_core.workspace.schema import labels


@pytest.fixture
def project(store: Store) -> int:
    return create_project("p").id


def test_labels_are_kept_in_order_with_who_and_when(store: Store, project: int) -> None:
    records.add_labels(store, project, "asha", [("r1", "yes"), ("r2", ["B-PER", "O"])])
    records.add_labels(store, project, "bikram", [("r1", None)])
    said = records.list_labels(store, project)
    assert [(s.row, s.label, s.annotator) for s in said] == [
        ("r1", "yes", "asha"),
        ("r2", ["B-PER", "O"], "asha"),
        ("r1", None, "bikram"),
    ]
    assert said[0].created <= said[2].created


@pytest.mark.parametrize("change", [labels.delete(), labels.update().values(annotator="nobody")])
def test_labels_are_only_ever_added(change: sa.Executable, store: Store, project: int) -> None:
    records.add_labels(store, project, "asha", [("r1", "yes")])
    with (
        pytest.raises((IntegrityError, StoreError), match="only ever added"),
        store.write() as connection,
    ):
        connection.execute(change)
    assert len(records.list_labels(store, project)) == 1


def test_labels_of_a_project_that_is_not_there_are_refused(store: Store) -> None:
    with pytest.raises(IntegrityError):
        records.add_labels(store, 77, "asha", [("r1", "yes")])


def test_a_kept_selection_is_found_again(store: Store, project: int) -> None:
    number = records.add_selection(store, project, "random", 10, 42, "abc.parquet", {"like": "uncertainty"})
    found = records.list_selections(store, project)
    assert [(s.id, s.strategy, s.budget, s.seed, s.artifact) for s in found] == [
        (number, "random", 10, 42, "abc.parquet")
    ]
    assert found[0].options == {"like": "uncertainty"}


def test_an_experiment_is_made_once_and_opened_again(store: Store, project: int) -> None:
    first = records.open_experiment(store, project, "first", {"budgets": [5, 10]})
    assert records.open_experiment(store, project, "first", {}) == first
    second = records.open_experiment(store, project, "second", {})
    assert records.list_experiments(store, project) == [second, first]


def test_a_cell_is_finished_once(store: Store, project: int) -> None:
    experiment = records.open_experiment(store, project, "e", {}).id
    records.finish_cell(store, experiment, "strategy=random seed=2 budget=5", {"f1": 0.5})
    records.finish_cell(store, experiment, "strategy=random seed=2 budget=5", {"f1": 0.9})
    records.finish_cell(store, experiment, "strategy=random seed=2 budget=9", {"f1": 0.7})
    assert records.finished_cells(store, experiment) == {
        "strategy=random seed=2 budget=5": {"f1": 0.5},
        "strategy=random seed=2 budget=9": {"f1": 0.7},
    }

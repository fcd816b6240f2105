"""Saved selections."""

from pathlib import Path

import pandas as pd
import pytest

from demux_core import InputError, select
from demux_core.explain.point_tables import chosen_table
from demux_core.workspace import open_store
from demux_core.workspace.artifacts import artifact_path
from demux_core.workspace.integrity import check
from demux_core.workspace.prepared import open_prepared
from demux_core.workspace.saved_selections import delete_saved, list_saved, open_saved, save_selection
from tests.helpers.fabricated_project import prepared_project

pytestmark = pytest.mark.usefixtures("workspace")


def table(strategy: str = "random", budget: int = 5, seed: int = 42) -> pd.DataFrame:
    run = open_prepared(prepared_project("Another"))
    return chosen_table(select(strategy, run.source, run.target, budget, seed=seed), run.target)


def test_a_saved_selection_is_listed_and_opens_unchanged() -> None:
    project, points = prepared_project(), table()
    saved = save_selection(project, points, seed=42)
    assert list_saved(project) == [saved]
    assert (saved.strategy, saved.budget, saved.seed, saved.options) == ("random", 5, 42, {})
    pd.testing.assert_frame_equal(open_saved(saved), points)
    assert check(open_store()) == []


def test_a_selection_is_saved_once_for_each_seed_and_option() -> None:
    project, points = prepared_project(), table()
    first = save_selection(project, points, seed=42)
    assert save_selection(project, points, seed=42) == first
    save_selection(project, points, seed=1)
    save_selection(project, points, seed=42, options={"like": "uncertainty"})
    assert [saved.options for saved in list_saved(project)] == [{"like": "uncertainty"}, {}, {}]


def test_deleting_a_selection_deletes_its_file_unless_another_one_uses_it() -> None:
    project, points = prepared_project(), table()
    one, two = save_selection(project, points, seed=1), save_selection(project, points, seed=2)
    path = artifact_path(open_store(), one.artifact)
    delete_saved(one)
    assert list_saved(project) == [two]
    assert path.exists()
    delete_saved(two)
    assert not path.exists()


def test_a_selection_is_listed_only_in_its_project() -> None:
    one, other = prepared_project("One"), prepared_project("Other")
    save_selection(one, table(), seed=42)
    assert list_saved(other) == []


def test_a_selection_has_points_of_exactly_one_strategy() -> None:
    project = prepared_project()
    with pytest.raises(InputError, match="got none"):
        save_selection(project, table().head(0), seed=42)
    with pytest.raises(InputError, match="got random, uncertainty"):
        save_selection(project, pd.concat([table(), table("uncertainty")]), seed=42)


@pytest.mark.parametrize("damage", [Path.unlink, lambda path: path.write_bytes(b"no table")])
def test_a_missing_or_damaged_file_is_an_error_with_the_remedy(damage) -> None:
    saved = save_selection(prepared_project(), table(), seed=42)
    damage(artifact_path(open_store(), saved.artifact))
    with pytest.raises(InputError, match="save it again"):
        open_saved(saved)

"""A project's glosses are stored with its files and shown beside what was prepared, whenever they came."""

import pytest

from demux_core.workspace import open_store
from demux_core.workspace.integrity import check
from demux_core.workspace.prepared import is_stale, open_prepared, prepared_key, shown_key
from demux_core.workspace.project import Project
from demux_core.workspace.project_duplicate import duplicate_project
from demux_core.workspace.project_files import name_columns, put_file, remove_file
from tests.helpers.fabricated_project import POOL, prepared_project

pytestmark = pytest.mark.usefixtures("workspace")


def with_translations(project: Project) -> Project:
    """The same pool with a column of translations, under a name that is not known."""
    lines = POOL.strip().split("\n")
    glossed = [f"{lines[0]},meaning", *(f"{line},meaning {row}" for row, line in enumerate(lines[1:]))]
    return put_file(project, "pool", "my pool.csv", "\n".join(glossed).encode())[0]


def test_glosses_that_are_named_later_stand_beside_the_prepared_texts() -> None:
    project = with_translations(prepared_project())
    assert open_prepared(project).source.glosses is None
    key, shown = prepared_key(project), shown_key(project)
    project = name_columns(project, "pool", "my pool.csv", {"gloss": "meaning"})
    assert not is_stale(project)
    assert (prepared_key(project) == key, shown_key(project) == shown) == (True, False)
    run = open_prepared(project)
    assert run.source.glosses is not None
    assert list(run.source.glosses[:2]) == ["meaning 0", "meaning 1"]
    assert run.target.glosses is None


def test_glosses_of_other_files_than_those_prepared_are_not_shown() -> None:
    project = prepared_project()
    other = "text,lang,gloss\nनमस्ते 0,hi,hello\n"
    project = put_file(project, "pool", "my pool.csv", other.encode())[0]
    assert is_stale(project)
    assert open_prepared(project).source.glosses is None


def test_glosses_go_with_their_files_and_are_shared_with_a_duplicate() -> None:
    project = with_translations(prepared_project())
    project = name_columns(project, "pool", "my pool.csv", {"gloss": "meaning"})
    other = duplicate_project(project)
    assert other.uploads["pool"].glosses == project.uploads["pool"].glosses
    remove_file(project, "pool")
    assert check(open_store()) == []
    remove_file(other, "pool")
    assert check(open_store()) == []

import pytest

from demux_core.base.errors import InputError
from demux_core.workflows import meaning_search
from demux_core.workflows.meaning_search import can_search, search_by_meaning
from demux_core.workspace.prepared import open_prepared, prepared_settings
from tests.helpers.fabricated_project import prepared_project, project_with_files


def test_a_search_that_cannot_be_made_says_why_and_comes_from_another_process(workspace) -> None:
    with pytest.raises(InputError, match="prepare it on the Data page"):
        search_by_meaning(project_with_files(), "doctor")


def test_who_searches_while_another_search_runs_is_told_so_soon(
    workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = project_with_files()
    monkeypatch.setattr(meaning_search, "_WAIT_SECONDS", 0.05)
    with meaning_search._turn, pytest.raises(InputError, match="one search by meaning runs at a time"):
        search_by_meaning(project, "doctor")
    monkeypatch.setattr(meaning_search, "_search", lambda *_: "found")
    assert search_by_meaning(project, "doctor") == "found"  # its turn


def test_large_pools_are_searched_by_meaning_only_if_their_vectors_are_there(
    workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = prepared_project()
    prepared = open_prepared(project)
    monkeypatch.setattr("demux_core.workflows.meaning_search.MOST_TEXTS", 10)
    assert can_search(project, prepared)
    fine_tuned = prepared_settings(project) | {"fine-tuned on": "some labels"}
    monkeypatch.setattr("demux_core.workflows.meaning_search.prepared_settings", lambda _: fine_tuned)
    assert not can_search(project, prepared)

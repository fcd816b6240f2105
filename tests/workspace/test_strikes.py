"""What is struck out of a project: a log that is only added to."""

from pathlib import Path

import pytest

from demux_core.workspace.project import Project, create_project
from demux_core.workspace.strikes import (
    read_strikes,
    standing_strikes,
    strike_language,
    strike_points,
    strikes_together,
    struck_places,
    take_back,
    undo_last_strike,
)

IDS, LANGUAGES, TEXTS = ["r1", "r2", "r3"], ["hi", "ur", "ur"], ["one", "two", "three"]


@pytest.fixture
def project(workspace: Path) -> Project:
    return create_project("p")


def places(project: Project, texts: list[str] | None = TEXTS) -> tuple[int, ...]:
    return struck_places(standing_strikes(project), IDS, LANGUAGES, texts)


def test_points_and_languages_are_struck_out_and_taken_back_one_action_after_the_other(
    project: Project,
) -> None:
    strike_points(project, {"r1": "one", "r3": "three"}, " not  a sentence ", "asha")
    strike_language(project, "ur", "nobody speaks it")
    assert places(project) == (0, 1, 2)
    newest, first = strikes_together(project)
    assert [(entry.kind, entry.item, entry.reason, entry.person) for entry in newest + first] == [
        ("language", "ur", "nobody speaks it", "anonymous"),
        ("point", "r1", "not a sentence", "asha"),
        ("point", "r3", "not a sentence", "asha"),
    ]
    assert [entry.item for entry in undo_last_strike(project)] == ["ur"]
    assert places(project) == (0, 2)
    take_back(project, first[:1], "bikram")
    assert places(project) == (2,)
    undo_last_strike(project)
    assert (places(project), undo_last_strike(project)) == ((), [])
    assert len(read_strikes(project)) == 6  # nothing is ever removed


def test_a_point_can_be_struck_out_again(project: Project) -> None:
    strike_points(project, {"r2": "two"})
    undo_last_strike(project)
    strike_points(project, {"r2": "two"}, "after all")
    assert [entry.reason for entry in standing_strikes(project)] == ["after all"]


def test_a_point_is_known_by_its_id_and_text_wherever_it_stands(project: Project) -> None:
    strike_points(project, {"r3": "three"})
    assert struck_places(standing_strikes(project), ["r3", "r9"], None, ["three", "two"]) == (0,)
    assert places(project, ["one", "two", "another text"]) == ()


def test_projects_do_not_share_what_is_struck_out(project: Project) -> None:
    strike_language(project, "hi")
    assert standing_strikes(create_project("other")) == []

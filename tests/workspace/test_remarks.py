import pytest

from demux_core.workspace.project import Project, create_project, reload_project
from demux_core.workspace.remarks import comments_text, flagged_by, remark, remarks_on

POINT = ("r1", "hello")


@pytest.fixture
def project(workspace: object) -> Project:
    return create_project("p")


def test_each_person_has_a_flag_and_a_comment_on_a_point_that_the_others_see(project: Project) -> None:
    remark(project, POINT, "Ann", flag=True)
    remark(project, POINT, "Bob", comment=" two\n meanings ")
    project = remark(project, POINT, "Ann", comment="unclear")
    found = remarks_on(project, {"r1": "hello"})["r1"]
    assert flagged_by(found) == "Ann"
    assert comments_text(found) == "Bob: two meanings; Ann: unclear"


def test_a_remark_without_flag_and_comment_is_gone(project: Project) -> None:
    remark(project, POINT, "", flag=True, comment="why?")
    remark(project, POINT, "", flag=False)
    assert flagged_by(remarks_on(reload_project(project.slug), dict([POINT]))["r1"]) == ""
    project = remark(project, POINT, "", comment="")
    assert remarks_on(project, dict([POINT])) == {}
    assert "remarks" not in project.settings


def test_a_remark_does_not_hold_for_another_text_of_the_same_id(project: Project) -> None:
    project = remark(project, POINT, "Ann", flag=True)
    assert remarks_on(project, {"r1": "goodbye"}) == {}

from demux_core.workspace.known_languages import SETTING, known_languages, set_known_languages
from demux_core.workspace.project import create_project


def test_each_annotator_has_languages_of_their_own(workspace: object) -> None:
    project = set_known_languages(create_project("p"), "ann@example.org", ["hi", "ne"])
    project = set_known_languages(project, "bob@example.org", ["ur"])
    assert known_languages(project, "ann@example.org") == ["hi", "ne"]
    for who in ("ann@example.org", "bob@example.org"):
        project = set_known_languages(project, who, [])
    assert known_languages(project, "ann@example.org") == []
    assert SETTING not in project.settings

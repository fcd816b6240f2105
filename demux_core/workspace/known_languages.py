"""The languages that annotators know: they are given texts in these alone. A setting of the project."""

from collections.abc import Collection

from demux_core.workspace.label_log import annotator_name
from demux_core.workspace.project import Project, change_setting

SETTING = "known_languages"  # setting: name of an annotator -> codes


def known_languages(project: Project, who: str) -> list[str]:
    """Return the codes of the languages that an annotator labels, none where they did not choose."""
    return list(project.settings.get(SETTING, {}).get(annotator_name(who), []))


def languages_by_annotator(project: Project) -> dict[str, list[str]]:
    """Return annotator -> codes of the languages that they label; those who label all are left out."""
    return {name: list(codes) for name, codes in sorted(project.settings.get(SETTING, {}).items())}


def set_known_languages(project: Project, who: str, codes: Collection[str]) -> Project:
    """Keep the languages that an annotator labels; none for all of them."""

    def change(stored: dict[str, list[str]] | None) -> dict[str, list[str]] | None:
        kept = {**(stored or {}), annotator_name(who): list(codes)}
        return {name: known for name, known in kept.items() if known} or None

    return change_setting(project, SETTING, change)

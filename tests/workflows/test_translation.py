"""Glosses by a translation model: tiny random models of the kinds that people bring."""

from pathlib import Path
from typing import Any

import pytest

from demux_core.base.errors import InputError
from demux_core.modelling.encoding import Encoding
from demux_core.modelling.translation import SETTING
from demux_core.workflows.translation import translate_project
from demux_core.workspace.glosses import with_glosses
from demux_core.workspace.project import Project, create_project, reload_project
from demux_core.workspace.project_files import load_file, put_file
from tests.helpers.tiny_translator import LANGUAGES, build_translator

POOL = "text,lang,gloss\nbonjour docteur,fr,\nbonsoir,fr,good evening\nhello,en,\nनमस्ते डॉक्टर,hi,\n"


@pytest.fixture
def project(workspace: Path) -> Project:
    return put_file(create_project("Clinics"), "pool", "pool.csv", POOL.encode())[0]


def glosses(project: Project) -> dict[str, str | None]:
    pool = load_file(project, "pool")
    shown = with_glosses(
        Encoding(list(pool.frame["id"]), None), reload_project(project.slug).uploads["pool"].glosses
    )
    return dict(zip(pool.texts, shown.glosses or [], strict=True))


@pytest.mark.parametrize("family", ["marian", "m2m_100"])
def test_texts_without_a_gloss_get_one_and_the_others_keep_theirs(
    family: str, project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SETTING, str(build_translator(family, tmp_path / family)))
    made = translate_project(project.slug)
    found = glosses(project)
    assert found["bonsoir"] == "good evening"
    assert found["hello"] is None  # it is English
    assert made == 2
    assert all(found[text] for text in ("bonjour docteur", "नमस्ते डॉक्टर"))
    assert not set(" ".join(filter(None, found.values())).split()) & set(LANGUAGES)


def test_an_interrupted_run_goes_on_where_it_was(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SETTING, str(build_translator("marian", tmp_path / "m")))
    told: list[int] = []

    def stop(step: str, done: int, total: int) -> None:
        if done == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        translate_project(project.slug, stop)
    translate_project(project.slug, lambda _, done, total: told.append(done))
    assert told == [1, 2]
    put_file(project, "pool", "pool.csv", f"{POOL}salut,fr,\n".encode())  # read again: without translations
    told.clear()
    translate_project(project.slug, lambda _, done, total: told.append(done))
    assert told == [2, 3]


def test_what_cannot_translate_is_said(project: Project, tmp_path: Path, monkeypatch: Any) -> None:
    with pytest.raises(InputError, match="DEMUX_TRANSLATION_MODEL is not set"):
        translate_project(project.slug)
    (tmp_path / "none").mkdir()
    monkeypatch.setenv(SETTING, str(tmp_path / "none"))
    with pytest.raises(InputError, match="must name a sequence-to-sequence model"):
        translate_project(project.slug)


def test_a_text_that_occurs_in_two_languages_is_translated_once(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SETTING, str(build_translator("marian", tmp_path / "model")))
    put_file(project, "target", "target.csv", "text,lang\nनमस्ते डॉक्टर,ne\n".encode())
    assert translate_project(project.slug) == 3
    assert all(reload_project(project.slug).uploads[role].glosses for role in ("pool", "target"))

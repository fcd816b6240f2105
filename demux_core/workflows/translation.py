"""Glosses by a translation model for the texts of a project that have none: a job that can be resumed."""

import hashlib
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import replace

from demux_core.base.errors import InputError
from demux_core.base.files import exclusive_lock
from demux_core.base.progress import Progress, silent
from demux_core.data.dataset import Dataset
from demux_core.jobs import Job, latest_job
from demux_core.jobs.job_queue import submit
from demux_core.modelling.translation import SETTING, Translator, translation_model
from demux_core.workspace.glosses import store_glosses
from demux_core.workspace.project import Project, Role, reload_project
from demux_core.workspace.project_changes import apply_change
from demux_core.workspace.project_files import load_file

COMMAND = "translate"
_ROLES: tuple[Role, ...] = ("pool", "target", "gold")  # those whose texts pages show
_ENGLISH = "en"


def start_translation(project: Project) -> Job:
    """Translate the project's texts in the background.

    Raises:
        InputError: they are being translated already.
    """
    return submit(
        ["workspace", COMMAND, project.slug], _key(project), f"Translating {project.name}", project.id
    )


def translation_job(project: Project) -> Job | None:
    """Return the newest job that translates the project's texts, or None."""
    return latest_job(_key(project))


def translate_project(slug: str, progress: Progress = silent) -> int:
    """Translate the texts without a gloss and store the glosses; the job of ``start_translation`` calls this.

    English texts need none. What an interrupted run translated is kept in the project's folder, and so are
    translations of files that are removed and added again.

    Returns:
        The number of texts that have a translation by the model now.

    Raises:
        InputError: no model is configured, it cannot be loaded, or the texts are being translated already.
    """
    project, name = reload_project(slug), translation_model()
    if name is None:
        raise InputError(
            f"translating needs a local model, but {SETTING} is not set; set it to the directory or hub name "
            f"of a translation model such as NLLB"
        )
    with exclusive_lock(project.folder / "translate.lock", "the texts are being translated already; wait"):
        data = {role: load_file(project, role) for role in _ROLES if role in project.uploads}
        with _kept(project) as kept:
            made = _translated(data, Translator(name), kept, progress)
        glossed = {role: _with_glosses(dataset, made) for role, dataset in data.items()}
    artifacts = {role: store_glosses(dataset) for role, dataset in glossed.items()}

    def change(before: Project) -> Project:
        # Files that were changed meanwhile are translated by the next run.
        same = [r for r in data if r in before.uploads and _hash(before, r) == _hash(project, r)]
        changed = {role: replace(before.uploads[role], glosses=artifacts[role]) for role in same}
        return replace(before, uploads={**before.uploads, **changed})

    apply_change(project, change)
    return sum(text in made for dataset in data.values() for text in _lacking(dataset))


def _lacking(dataset: Dataset) -> list[str]:
    """The texts in other languages than English that have no gloss in their file."""
    glosses = dataset.glosses or [None] * len(dataset)
    rows = zip(dataset.texts, dataset.languages, glosses, strict=True)
    return [text for text, language, gloss in rows if gloss is None and language != _ENGLISH]


def _translated(
    data: Mapping[Role, Dataset], translator: Translator, kept: sqlite3.Connection, progress: Progress
) -> dict[str, str]:
    """Text -> its translation, from what is kept and, where that lacks one, by the model."""
    version = hashlib.sha256(translator.version.encode()).hexdigest()
    lacking = {text for dataset in data.values() for text in _lacking(dataset)}
    stored = dict(kept.execute("select text, gloss from glosses where model = ?", [version]).fetchall())
    made = {text: stored[text] for text in lacking if text in stored}
    language_of: dict[str, str] = {}  # a text that occurs in two languages is translated from the first
    for dataset in data.values():
        for text, language in zip(dataset.texts, dataset.languages, strict=True):
            if text in lacking and text not in made:
                language_of.setdefault(text, language)
    progress("texts", len(made), len(lacking))
    for language in dict.fromkeys(language_of.values()):
        texts = [text for text, its in language_of.items() if its == language]
        for place, gloss in translator.translate(texts, language):
            made[texts[place]] = gloss
            with kept:
                kept.execute("insert into glosses values (?, ?, ?)", [version, texts[place], gloss])
            progress("texts", len(made), len(lacking))
    return made


@contextmanager
def _kept(project: Project) -> Iterator[sqlite3.Connection]:
    """The translations that were made for a project; deleted with its folder."""
    with closing(sqlite3.connect(project.folder / "translations.sqlite")) as connection:
        connection.execute(
            "create table if not exists glosses (model text, text text, gloss text, "
            "primary key (model, text))"
        )
        yield connection


def _with_glosses(dataset: Dataset, made: Mapping[str, str]) -> Dataset:
    import pandas as pd

    lacking = set(_lacking(dataset))
    given = dataset.glosses or [None] * len(dataset)
    pairs = zip(dataset.texts, given, strict=True)
    glosses = [
        made.get(text) or None if gloss is None and text in lacking else gloss for text, gloss in pairs
    ]
    return replace(dataset, frame=dataset.frame.assign(gloss=pd.Series(glosses, dataset.frame.index, object)))


def _hash(project: Project, role: Role) -> str:
    return project.uploads[role].content_hash


def _key(project: Project) -> str:
    return f"{project.slug}/translations"

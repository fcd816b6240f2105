"""The data in a report: the target language, the files, and what there is to choose from."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from demux_core.base.languages import UNKNOWN, language_name
from demux_core.explain import point_tables
from demux_core.modelling.presentation import languages_of
from demux_core.report.reading import ExperimentReading
from demux_core.tasks import find_task
from demux_core.workspace.prepared import PreparedProject
from demux_core.workspace.project import Project
from demux_core.workspace.project_files import load_file

_ROLES = {
    "pool": "Source pool",
    "target": "Target sample",
    "train": "Labelled English data",
    "test": "Test",
    "gold": "Labelled target data",
}


@dataclass(frozen=True, eq=False)
class DataSection:
    """What a report says about the project's data.

    Args:
        target: the target language in words.
        guessed: whether the languages of the target sample are guesses.
        files: role, file, rows, languages (text), one row per role.
        pool_texts: number of texts in the pool.
        target_texts: number of texts in the target sample.
    """

    target: str
    guessed: bool
    files: pd.DataFrame
    pool_texts: int
    target_texts: int


def data_section(
    project: Project, prepared: PreparedProject, reading: ExperimentReading | None
) -> DataSection:
    """Describe the data of a project; without languages in the sample, the experiment's test names them."""
    target, guessed = _target(project, reading)
    files = _files_table(project, prepared, guessed)
    return DataSection(target, guessed, files, len(prepared.source), len(prepared.target))


def setting_sentences(project: Project, prepared: PreparedProject, target: str) -> str:
    """Say in two or three sentences what the question is about."""
    languages = set(languages_of(prepared.source)) - {UNKNOWN}
    task = project.effective_task
    work = f" The model's task is {find_task(task).description}." if task else ""
    where = f" in {len(languages):,} languages" if len(languages) > 1 else ""
    return (
        f"For {target} there are few or no labels, only {len(prepared.target):,} unlabelled texts. People "
        f"can instead label texts from a pool of {len(prepared.source):,} texts{where}.{work}"
    )


def listed(names: Sequence[str]) -> str:
    """Return names in one phrase: ``Hindi, Urdu and Nepali``."""
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def _target(project: Project, reading: ExperimentReading | None) -> tuple[str, bool]:
    frame = load_file(project, "target").frame if "target" in project.uploads else None
    known = frame is not None and bool((frame["confidence"] == 1).all())
    codes = sorted(set(frame["language"])) if frame is not None and known else []
    codes = codes or [code for code in (reading.test.languages if reading else ()) if code != UNKNOWN]
    names = [language_name(code) for code in codes if code != UNKNOWN][:4]
    guessed = frame is not None and not known and set(frame["language"]) != {UNKNOWN}
    return listed(names) or "the target language", guessed


def _files_table(project: Project, prepared: PreparedProject, guessed: bool) -> pd.DataFrame:
    encodings = {"pool": prepared.source, "target": prepared.target}
    rows = []
    for role, upload in project.uploads.items():
        mix = "" if role not in encodings else _languages(languages_of(encodings[role]))
        guess = "guessed: " if role == "target" and guessed else ""
        rows.append((_ROLES[role], upload.name, upload.rows, guess + mix))
    return pd.DataFrame(rows, columns=["role", "file", "rows", "languages"])


def _languages(codes: Sequence[str], shown: int = 5) -> str:
    mix = point_tables.language_mix({"": codes})
    parts = [
        f"{language_name(code)} {rows:,}" for code, rows in zip(mix["language"], mix["rows"], strict=True)
    ]
    more = f" and {len(parts) - shown:,} more" if len(parts) > shown else ""
    return ", ".join(parts[:shown]) + more

"""What a report says of the project's data: the target language, the files, what there is to choose from."""

from collections.abc import Sequence

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


def describe_target(project: Project, measured: ExperimentReading | None) -> tuple[str, bool]:
    """The target language in words, and whether the languages of the sample are guesses."""
    frame = load_file(project, "target").frame if "target" in project.uploads else None
    sure = frame is not None and bool((frame["confidence"] == 1).all())
    codes = sorted(set(frame["language"])) if frame is not None and sure else []
    codes = codes or [code for code in (measured.languages if measured else ()) if code != UNKNOWN]
    names = [language_name(code) for code in codes if code != UNKNOWN][:4]
    words = " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))
    return words or "the target language", not sure


def describe_setting(project: Project, run: PreparedProject, target: str) -> str:
    """What there is to answer the question with, in a sentence or two."""
    languages = set(languages_of(run.source)) - {UNKNOWN}
    task = project.effective_task
    work = f" The model's work is {find_task(task).description}." if task else ""
    where = f" in {len(languages):,} languages" if len(languages) > 1 else ""
    return (
        f"There are hardly any labels in {target}, but {len(run.target):,} unlabelled texts of it, and a "
        f"pool of {len(run.source):,} texts{where} that people could label instead.{work}"
    )


def files_table(project: Project, run: PreparedProject, guessed: bool) -> pd.DataFrame:
    """The project's files: role, file, rows, languages (text; ``guessed``: those of the sample are)."""
    encodings = {"pool": run.source, "target": run.target}
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

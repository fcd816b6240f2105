"""Public corpora as a project's files: the job that fetches them, and what it fetches for each role."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from demux_core.base import exports
from demux_core.base.errors import InputError
from demux_core.base.files import exclusive_lock
from demux_core.base.progress import Progress, silent
from demux_core.data.corpora import Corpus, find_corpus
from demux_core.data.corpus_reading import CorpusPart, read_part, splits_of
from demux_core.jobs import Job, latest_job
from demux_core.jobs.job_queue import submit
from demux_core.workspace.project import Project, Role
from demux_core.workspace.project_files import put_file

# Where the texts of a role come from: the first of these splits that the hub has.
_SPLITS: Mapping[Role, tuple[str, ...]] = {
    "pool": ("train", "validation", "test"),
    "train": ("train", "validation", "test"),
    "target": ("validation", "train", "test"),
    "test": ("test", "validation", "train"),
}
ROWS = 2_000
SAMPLE_ROWS = 200


@dataclass(frozen=True)
class CorpusChoice:
    """What to fetch of a corpus.

    Args:
        corpus: its name in the catalogue.
        languages: of each role; pool, target, test and train can be filled.
        rows: of each language at most, in pool, test and train.
        sample: rows of each language at most in the target sample.
    """

    corpus: str
    languages: Mapping[Role, Sequence[str]] = field(default_factory=dict)
    rows: int = ROWS
    sample: int = SAMPLE_ROWS


def start_fetch(project: Project, choice: CorpusChoice) -> Job:
    """Fetch parts of a corpus as the project's files in the background.

    Raises:
        InputError: no language is chosen, or a corpus is being fetched for the project already.
    """
    chosen = {role: list(languages) for role, languages in choice.languages.items() if languages}
    if not chosen:
        raise InputError("a corpus needs a language for at least one file; choose one")
    options = [part for role, codes in chosen.items() for part in (f"--{role}", ",".join(codes))]
    numbers = ["--rows", str(choice.rows), "--sample", str(choice.sample)]
    arguments = ["workspace", "corpus", project.slug, "--corpus", choice.corpus, *options, *numbers]
    title = f"Fetching {find_corpus(choice.corpus).title} for {project.name}"
    return submit(arguments, _key(project), title, project.id)


def fetch_job(project: Project) -> Job | None:
    """Return the newest job that fetches a corpus for the project, or None."""
    return latest_job(_key(project))


def fetch(project: Project, choice: CorpusChoice, progress: Progress = silent) -> list[str]:
    """Add parts of a corpus to the project's files; return the names of the files.

    Raises:
        InputError: the hub cannot be reached, or the project's other files are for another task.
    """
    corpus = find_corpus(choice.corpus)
    wanted = [
        (role, corpus.find_language(code)) for role, codes in choice.languages.items() for code in codes
    ]
    names = []
    with exclusive_lock(
        project.folder / "corpus.lock", "a corpus is being fetched for the project; wait for it"
    ):
        for done, (role, language) in enumerate(wanted):
            progress("downloading", done, len(wanted))
            split, rows = _rows(corpus, role, language, choice)
            name = f"{corpus.name}-{language}-{split}-{role}.parquet"
            put_file(project, role, name, exports.to_parquet(rows))
            names.append(name)
        progress("downloading", len(wanted), len(wanted))
    return names


def _rows(corpus: Corpus, role: Role, language: str, choice: CorpusChoice) -> tuple[str, pd.DataFrame]:
    """The split and the rows of a language for a role.

    Where a corpus has so few splits that two roles share one, the pool, the training data and the test begin
    behind the rows of the target sample.
    """
    there = splits_of(corpus, language)
    split = next((name for name in _SPLITS[role] if name in there), None)
    if split is None:
        raise InputError(f"the hub has no texts of {corpus.name} in {language!r}; choose another language")
    of_sample = next(name for name in _SPLITS["target"] if name in there)
    begin = choice.sample if role != "target" and split == of_sample else 0
    most = choice.sample if role == "target" else begin + choice.rows
    return split, read_part(CorpusPart(corpus, (language,), split), most).frame.iloc[begin:]


def _key(project: Project) -> str:
    return f"{project.slug}/corpus"

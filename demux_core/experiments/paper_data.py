"""The data of the paper's experiments, from the hub or from a folder.

On the hub, every language is a configuration of its dataset. A folder holds one file for each of the paper's
tasks (``pos``, ``ner``, ``nli``, ``qa``) in any format with the columns lang and split: English, pool and
GOLD rows come from the split train, the target sample from dev, the test from test.

Two things differ from the paper. TyDiQA on the hub has no dev split; a fifth of its train split serves as
such, as in the paper, but chosen by a hash of the ids. And its English rows are those of SQuAD 1.1, since
questions without an answer, which SQuAD 2 has besides, are no part of the task here.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from demux_core.base.errors import InputError
from demux_core.base.languages import code_of_name, language_name
from demux_core.data.joining import join
from demux_core.data.loading import load
from demux_core.experiments.paper_setup import PAPER_TASKS, PaperTask, published_name

if TYPE_CHECKING:
    from demux_core.data.dataset import Dataset

ReadSplit = Callable[[str, str], "Dataset"]  # split and language -> rows
TRAIN, DEV, TEST = "train", "dev", "test"
_HUB_SPLITS = {TRAIN: "train", DEV: "validation", TEST: "test"}
_DEV_SHARE = 5  # one in five rows of TyDiQA's train split
_TYDIQA, _SQUAD = "google-research-datasets/tydiqa:secondary_task", "rajpurkar/squad:plain_text"
_ROLES = ("train", "source", "target", "test", "gold")


class LanguageMissingError(InputError):
    """A language is not in the data."""


@dataclass(frozen=True)
class PaperData:
    """What an experiment of the paper reads, and the languages of the pool that are not there."""

    roles: dict[str, "Dataset"]
    missing: tuple[str, ...] = ()


def paper_data(name: str, configuration: str, folder: Path | None, limit: int | None = None) -> PaperData:
    """English training rows, pool, target sample, test and GOLD rows of a target configuration.

    Args:
        name: a key of ``PAPER_TASKS``.
        configuration: a key of the task's ``targets``.
        folder: where the files are; None reads the hub.
        limit: at most so many rows of a language in each part; None for the task's own limit of the pool.

    Raises:
        InputError: a file, English or a target language is missing, the hub cannot be reached, or no
            language of the pool is there.
    """
    task = PAPER_TASKS[name]
    read = _HUB[name](task) if folder is None else _folder_reader(name, task, folder)
    targets = task.targets[configuration]
    pool, missing = [], []
    for language in task.pool(configuration):
        try:
            pool.append(_cut(read(TRAIN, language), limit or task.per_language))
        except LanguageMissingError:
            missing.append(language)
    if not pool:
        raise InputError(
            f"the pool of {task.dataset} must have a language besides {', '.join(targets)}; add one of "
            f"{', '.join(missing)}"
        )
    places = {
        "train": (TRAIN, ("en",)),
        "target": (DEV, targets),
        "test": (TEST, targets),
        "gold": (TRAIN, targets),
    }
    parts = {
        role: [_cut(read(split, language), limit) for language in languages]
        for role, (split, languages) in places.items()
    }
    roles = {role: join(datasets)[0] for role, datasets in {**parts, "source": pool}.items()}
    # The table of results names its dataset and target as the published figures do.
    names = {"source": task.dataset, "target": published_name(configuration)}
    roles |= {role: replace(roles[role], name=shown) for role, shown in names.items()}
    return PaperData({role: roles[role] for role in _ROLES}, tuple(missing))


def _cut(dataset: "Dataset", limit: int | None) -> "Dataset":
    return dataset if limit is None or len(dataset) <= limit else dataset.take(range(limit))


def _only(dataset: "Dataset", language: str, where: str) -> "Dataset":
    rows = [row for row, code in enumerate(dataset.languages) if code == language]
    if not rows:
        raise LanguageMissingError(
            f"{where} must have rows in {language_name(language)} ({language}); add them"
        )
    return replace(dataset.take(rows), name=f"{dataset.name} ({language})")


def _folder_reader(name: str, task: PaperTask, folder: Path) -> ReadSplit:
    files = sorted(path for path in folder.glob(f"{name}.*") if path.is_file())
    if len(files) != 1:
        found = ", ".join(path.name for path in files) or "none"
        raise InputError(
            f"{folder} must have one file {name}.* with the columns lang and split, found {found}"
        )
    whole = cache(lambda split: load(f"{files[0]}@{split}", task.task, guess_languages=False))
    return lambda split, language: _only(whole(split), language, f"{files[0].name}@{split}")


def _by_configuration(spec: Callable[[str], str]) -> Callable[[PaperTask], ReadSplit]:
    """A reader of hub datasets with a configuration for each language."""

    def reader(task: PaperTask) -> ReadSplit:
        return lambda split, language: load(
            f"hf:{spec(language)}:{_HUB_SPLITS[split]}", task.task, language=language
        )

    return reader


def _tydiqa(task: PaperTask) -> ReadSplit:
    """TyDiQA-GoldP states the language in its ids; its English rows are those of SQuAD."""

    @cache
    def rows(split: str) -> "Dataset":
        part = load(
            f"hf:{_TYDIQA}:{'validation' if split == TEST else 'train'}", task.task, guess_languages=False
        )
        keep = [
            row
            for row, row_id in enumerate(part.frame["id"])
            if split == TEST or _held_out(row_id) == (split == DEV)
        ]
        part = part.take(keep)
        languages = [code_of_name(str(row_id).partition("-")[0]) or "unknown" for row_id in part.frame["id"]]
        return replace(part, frame=part.frame.assign(language=languages, confidence=1.0))

    def read(split: str, language: str) -> "Dataset":
        if language == "en":
            return load(f"hf:{_SQUAD}:{_HUB_SPLITS[split]}", task.task, language="en")
        return _only(rows(split), language, _TYDIQA)

    return read


def _held_out(row_id: str) -> bool:
    return int(hashlib.sha256(str(row_id).encode()).hexdigest(), 16) % _DEV_SHARE == 0


_HUB: dict[str, Callable[[PaperTask], ReadSplit]] = {
    "pos": _by_configuration(lambda language: f"google/xtreme:udpos.{language_name(language)}"),
    "ner": _by_configuration(lambda language: f"google/xtreme:PAN-X.{language}"),
    "nli": _by_configuration(lambda language: f"facebook/xnli:{language}"),
    "qa": _tydiqa,
}

"""Every setting behind a report, without directories of the machine or names of people."""

import platform
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any

from demux_core import __version__
from demux_core.experiments.learner_names import learner_name
from demux_core.report.reading import ExperimentReading
from demux_core.strategies import STRATEGIES
from demux_core.strategies.display import strategy_title
from demux_core.workflows.selection import SelectionPlan
from demux_core.workspace.prepared import PreparedProject, prepared_settings
from demux_core.workspace.project import Project

_PACKAGES = ("numpy", "pandas", "scipy", "faiss-cpu", "torch", "transformers", "plotly", "umap-learn")
_PREPARED = {"pool": "Pool content", "target": "Target sample content"}
_TITLES = {"inputs": "Input", "model": "Model", "en_ft": "EN-FT training", "step": "Training after EN-FT"}


@dataclass(frozen=True)
class Section:
    """A part of the appendix: a title, and settings with their values."""

    title: str
    rows: tuple[tuple[str, str], ...]


def appendix(
    project: Project,
    prepared: PreparedProject,
    strategies: Sequence[str],
    plan: SelectionPlan,
    reading: ExperimentReading | None,
) -> tuple[Section, ...]:
    """Return every setting, in sections."""
    choice = (
        ("Budget", f"{plan.budget:,} new labels"),
        ("Labelled before", f"{len(plan.labelled):,} texts, left out"),
        ("Seed", str(plan.seed)),
        ("Prepared project", prepared.key),
    )
    sections = [
        Section("Choice", choice),
        Section("Strategies", tuple(_strategies(strategies, plan))),
        Section("Files", tuple(_files(project))),
        Section("Model and vectors", tuple(_model(project, prepared))),
    ]
    if reading is not None:
        sections.append(Section(f"Experiment {reading.name}", tuple(_experiment(reading))))
    return (*sections, Section("Software", tuple(_software())))


def without_path(value: str) -> str:
    """Return the value, or only the last part of it where it is a directory of some machine."""
    for kind in (PurePosixPath, PureWindowsPath):
        if kind(value).is_absolute() or value.startswith(("~", "./", "../", ".\\", "..\\")):
            return kind(value).name or "a directory"
    return value


def _strategies(names: Sequence[str], plan: SelectionPlan) -> Iterator[tuple[str, str]]:
    for name in names:
        strategy = STRATEGIES[name]
        options = ""
        if strategy.copies_mix:
            options = f" It copies {strategy_title(plan.like)}."
        elif strategy.options:
            options = f" Options at their defaults: {', '.join(strategy.options)}."
        yield strategy.title, f"{strategy.plain_title}. {strategy.summary}{options}"


def _files(project: Project) -> Iterator[tuple[str, str]]:
    for role, upload in project.uploads.items():
        yield role, f"{upload.rows:,} rows, {upload.task}, content {upload.content_hash}"
        for file in upload.files:
            columns = ", ".join(f"{name} is {column or 'none'}" for name, column in file.columns.items())
            yield f"{role}: {file.name}", f"{file.rows:,} rows{columns and f'; columns: {columns}'}"


def _model(project: Project, prepared: PreparedProject) -> Iterator[tuple[str, str]]:
    for name, value in prepared_settings(project).items():
        yield _PREPARED.get(name, name.capitalize()), _shown(value)
    width = 0 if prepared.source.embeddings is None else prepared.source.embeddings.shape[1]
    yield "Vector width", f"{width:,}"
    yield "Uncertainty measure", prepared.source.measure or "none (the model has no task head)"


def _experiment(reading: ExperimentReading) -> Iterator[tuple[str, str]]:
    setup = reading.setup
    yield "Seeds", ", ".join(map(str, setup.seeds))
    yield "Budgets", ", ".join(f"{budget:,}" for budget in reading.budgets)
    yield "Strategies", ", ".join(map(strategy_title, dict.fromkeys(reading.curves["strategy"])))
    yield "Metric", reading.metric_name
    yield "Learner", learner_name(reading.learner)
    yield from _flat({name: value for name, value in setup.manifest.items() if name != "learner"})
    for number, environment in enumerate(setup.environments, start=1):
        settings = ", ".join(f"{name} {value}" for name, value in environment.items())
        yield f"Environment ({number})", settings


def _flat(settings: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in settings.items():
        title = _TITLES.get(name, name.replace("_", " ").capitalize())
        if isinstance(value, Mapping) and any(isinstance(part, Mapping) for part in value.values()):
            for part, described in value.items():
                yield f"{title}: {part}", _shown(described)
        else:
            yield title, _shown(value)


def _shown(value: Any) -> str:
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return ", ".join(f"{str(name).replace('_', ' ')} {_shown(part)}" for name, part in value.items())
    if isinstance(value, (list, tuple)):
        return ", ".join(map(_shown, value)) or "none"
    return without_path(str(value))


def _software() -> Iterator[tuple[str, str]]:
    yield "DeMuX Explorer", __version__
    yield "Python", platform.python_version()
    for name in _PACKAGES:
        try:
            yield name, version(name)
        except PackageNotFoundError:
            continue

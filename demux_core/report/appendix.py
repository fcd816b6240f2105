"""Every setting behind a report: nothing of the machine's directories, nobody's name."""

import platform
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any

from demux_core import __version__
from demux_core.report.reading import ExperimentReading
from demux_core.strategies import STRATEGIES
from demux_core.strategies.display import strategy_title
from demux_core.workflows.selection import SelectionPlan
from demux_core.workspace.prepared import PreparedProject, prepared_settings
from demux_core.workspace.project import Project

_PACKAGES = ("numpy", "pandas", "scipy", "faiss-cpu", "torch", "transformers", "plotly", "umap-learn")
_RUN = {"pool": "Content of the pool", "target": "Content of the target sample"}
_PARTS = {"inputs": "Input", "model": "Model", "en_ft": "EN-FT training", "step": "Training after EN-FT"}


@dataclass(frozen=True)
class Section:
    """A part of the appendix: its title, and settings with their values."""

    title: str
    rows: tuple[tuple[str, str], ...]


def appendix(
    project: Project,
    run: PreparedProject,
    strategies: Sequence[str],
    plan: SelectionPlan,
    measured: ExperimentReading | None,
) -> tuple[Section, ...]:
    """Every setting, in sections."""
    choice = (
        ("Budget", f"{plan.budget:,} new labels"),
        ("Labelled before", f"{len(plan.labelled):,} texts, left out"),
        ("Seed", str(plan.seed)),
        ("Run", run.key),
    )
    sections = [
        Section("Choice", choice),
        Section("Strategies", tuple(_strategies(strategies, plan))),
        Section("Files", tuple(_files(project))),
        Section("Model and vectors", tuple(_model(project, run))),
    ]
    if measured is not None:
        sections.append(Section(f"Experiment {measured.name}", tuple(_experiment(measured))))
    return (*sections, Section("Software", tuple(_software())))


def without_path(value: str) -> str:
    """The value; of a directory of some machine its last part only."""
    for kind in (PurePosixPath, PureWindowsPath):
        if kind(value).is_absolute() or value.startswith(("~", "./", "../", ".\\", "..\\")):
            return kind(value).name or "a directory"
    return value


def _strategies(names: Sequence[str], plan: SelectionPlan) -> Iterator[tuple[str, str]]:
    for name in names:
        strategy = STRATEGIES[name]
        options = ""
        if strategy.copies_mix:
            options = f" Options: like {strategy_title(plan.like)}."
        elif strategy.options:
            options = f" Options: {', '.join(strategy.options)}, as they are by default."
        yield strategy.title, f"{strategy.summary}{options}"


def _files(project: Project) -> Iterator[tuple[str, str]]:
    for role, upload in project.uploads.items():
        yield role, f"{upload.rows:,} rows, {upload.task}, content {upload.content_hash}"
        for file in upload.files:
            named = ", ".join(f"{name} is {column or 'none'}" for name, column in file.columns.items())
            yield f"{role}: {file.name}", f"{file.rows:,} rows{named and f'; columns: {named}'}"


def _model(project: Project, run: PreparedProject) -> Iterator[tuple[str, str]]:
    for name, value in prepared_settings(project).items():
        yield _RUN.get(name, name.capitalize()), _shown(value)
    width = 0 if run.source.embeddings is None else run.source.embeddings.shape[1]
    yield "Vector width", f"{width:,}"
    yield "Uncertainty measure", run.source.measure or "none (the model has no task head)"


def _experiment(measured: ExperimentReading) -> Iterator[tuple[str, str]]:
    yield "Seeds", ", ".join(map(str, measured.seeds))
    yield "Budgets", ", ".join(f"{budget:,}" for budget in measured.budgets)
    yield (
        "Strategies",
        ", ".join(strategy_title(name) for name in dict.fromkeys(measured.numbers["strategy"])),
    )
    yield "Metric", measured.metric_name
    yield from _flat(measured.settings)
    for i, about in enumerate(measured.environments, start=1):
        yield f"Run with ({i})", ", ".join(f"{name} {value}" for name, value in about.items())


def _flat(settings: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    for name, value in settings.items():
        title = _PARTS.get(name, name.replace("_", " ").capitalize()) if not before else f"{before}: {name}"
        if isinstance(value, Mapping) and any(isinstance(part, Mapping) for part in value.values()):
            for part, about in value.items():
                yield f"{title}: {part}", _shown(about)
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

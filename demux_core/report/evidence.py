"""The experiment that a report rests on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from demux_core.base.errors import InputError
from demux_core.experiments.manifests import has_limits, learner
from demux_core.experiments.plan import FINE_TUNE
from demux_core.explain.learner_sentences import titled
from demux_core.report.reading import ExperimentReading, evidence_level, read_experiment
from demux_core.report.unfinished import unfinished_sentence
from demux_core.workflows.coverage import is_quick
from demux_core.workflows.expectations import expectation
from demux_core.workflows.experiment_jobs import experiment_job
from demux_core.workflows.own_results import headline_learner, own_results
from demux_core.workflows.preflight import preflight
from demux_core.workspace.experiments import experiment_records, list_experiments
from demux_core.workspace.prepared import PreparedProject
from demux_core.workspace.project import Project

HOW_TO_MEASURE = (
    "To measure the gain here, add a labelled pool, labelled English texts and a labelled test in the target "
    "language (Data page), then start an experiment that includes RANDOM (Curves page)."
)


@dataclass(frozen=True)
class NoEvidence:
    """Why a report rests on no experiment, as the beginning of a sentence, and what to do about it."""

    reason: str
    remedy: str


_START = "To measure the gain here, start an experiment that includes RANDOM (Curves page)."
NO_EXPERIMENT = NoEvidence("This project has no experiment yet", HOW_TO_MEASURE)


@dataclass(frozen=True, eq=False)
class Evidence:
    """What was measured.

    Args:
        reading: the experiment at the budget; None where nothing was measured.
        missing: why nothing was measured, where that is so.
        unfinished: a sentence on how much of the experiment is measured; empty where all of it is.
        others: title of each other experiment -> its reading, where it compares strategies with RANDOM.
    """

    reading: ExperimentReading | None
    missing: NoEvidence
    unfinished: str = ""
    others: Mapping[str, ExperimentReading] = field(default_factory=dict)


def default_experiment(project: Project) -> str:
    """Return the experiment to read first, empty where there is none.

    It is of the learner whose results the Curves page puts first; among several, the one in which a strategy
    can be compared with RANDOM, and then the newest. Experiments within limits do not count.
    """
    known = {each.name: each for each in list_experiments(project) if not has_limits(each.settings)}
    names = list(known)
    if own := own_results(project):
        tried = {learner: [each.name for each in statuses] for learner, statuses in own.items()}
        names = tried[headline_learner(own)]
    strength = {name: evidence_level(experiment_records(known[name])) for name in names}
    return max(strength, key=strength.__getitem__, default="")


def fine_tuned_experiments(project: Project) -> list[str]:
    """Return the experiments in which a strategy was tried with fine-tuned models, the newest first.

    Experiments within limits do not count.
    """
    return [
        each.name
        for each in list_experiments(project)
        if learner(each.settings) == FINE_TUNE
        and not has_limits(each.settings)
        and evidence_level(experiment_records(each)) > 0
    ]


def gather_evidence(project: Project, name: str | None, budget: int | None) -> Evidence:
    """Read an experiment of the project.

    Args:
        project: the project.
        name: of the experiment; ``default_experiment`` where it is None; empty for none.
        budget: read at the nearest of the experiment's; where it is None, where the Curves page reads first.

    Raises:
        InputError: the project has no such experiment.
    """
    name = default_experiment(project) if name is None else name
    reading = _read(project, name, budget) if name else None
    unfinished = ""
    if reading is not None and not reading.annotated:
        unfinished = unfinished_sentence(name, reading.records, experiment_job(project, name))
    return Evidence(reading, _missing(project, name), unfinished, _others(project, name) if reading else {})


def expectation_of(project: Project, prepared: PreparedProject, budget: int) -> Mapping[str, Any] | None:
    """Return the preflight's advice as JSON: what is stored, or else made now; None where that takes long."""
    stored = expectation(project)
    if stored is not None or project.effective_task is None or not is_quick(prepared.source, prepared.target):
        return stored
    try:
        return preflight(prepared.source, prepared.target, project.effective_task, budget).to_json()
    except InputError:  # a sample of one text, for instance
        return None


def _others(project: Project, name: str) -> dict[str, ExperimentReading]:
    """The experiments beside the one that the report rests on: what they say is not left out."""
    found = {}
    for experiment in list_experiments(project):
        reading = None if experiment.name == name else read_experiment(experiment, None)
        if reading is not None and not reading.comparisons.empty:
            found[titled(experiment.name, reading.learner)] = reading
    return found


def _read(project: Project, name: str, budget: int | None) -> ExperimentReading | None:
    experiments = {each.name: each for each in list_experiments(project)}
    if name not in experiments:
        choices = ", ".join(experiments) or "none yet"
        raise InputError(
            f"experiment must be one of the project's ({choices}), got {name!r}; choose another, or none"
        )
    return read_experiment(experiments[name], budget)


def _missing(project: Project, name: str) -> NoEvidence:
    names = [each.name for each in list_experiments(project)]
    if not names:
        has_files = {"train", "test"} <= project.uploads.keys()
        return NoEvidence(NO_EXPERIMENT.reason, _START) if has_files else NO_EXPERIMENT
    if not name:
        return NoEvidence(
            "This report uses no experiment", f"It leaves out what was measured here: {', '.join(names)}."
        )
    return NoEvidence(
        f"The experiment {name} has no finished strategy yet",
        "Once it has, the report can say what its texts gain.",
    )

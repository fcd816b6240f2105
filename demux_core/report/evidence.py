"""The experiment that a report rests on."""

from dataclasses import dataclass

from demux_core.base.errors import InputError
from demux_core.experiments.manifests import learner
from demux_core.experiments.plan import FINE_TUNE
from demux_core.report.comparisons import comparison_sentences
from demux_core.report.reading import ExperimentReading, evidence_level, read_experiment
from demux_core.workspace.experiments import experiment_records, list_experiments
from demux_core.workspace.project import Project
from demux_core.workspace.records import ExperimentRecord

HOW_TO_MEASURE = (
    "To measure the gain here, add a labelled pool, labelled English texts and a labelled test in the target "
    "language (Data page), then start an experiment that includes RANDOM (Curves page)."
)


@dataclass(frozen=True)
class NoEvidence:
    """Why a report rests on no experiment, as the beginning of a sentence, and what to do about it."""

    reason: str
    remedy: str


NO_EXPERIMENT = NoEvidence("This project has no experiment yet", HOW_TO_MEASURE)


@dataclass(frozen=True, eq=False)
class Evidence:
    """What was measured.

    Args:
        reading: the experiment at the budget; None where nothing was measured.
        missing: why nothing was measured, where that is so.
        comparisons: one sentence for each strategy on how it compares with RANDOM.
    """

    reading: ExperimentReading | None
    missing: NoEvidence
    comparisons: tuple[str, ...]


def default_experiment(project: Project) -> str:
    """Return the newest of the experiments with the strongest evidence; empty where there is none.

    Any strategy that was tried with fine-tuned models is stronger evidence than a linear probe.
    """
    strength = {each.name: _strength(each) for each in list_experiments(project)}
    return max(strength, key=strength.__getitem__, default="")


def fine_tuned_experiments(project: Project) -> list[str]:
    """Return the experiments in which a strategy was tried with fine-tuned models, the newest first."""
    return [each.name for each in list_experiments(project) if _strength(each)[0]]


def gather_evidence(project: Project, name: str | None, budget: int) -> Evidence:
    """Read an experiment of the project.

    Args:
        project: the project.
        name: of the experiment; ``default_experiment`` where it is None; empty for none.
        budget: read at the nearest budget of the experiment.

    Raises:
        InputError: the project has no such experiment.
    """
    name = default_experiment(project) if name is None else name
    reading = _read(project, name, budget) if name else None
    comparisons = () if reading is None else tuple(comparison_sentences(reading))
    return Evidence(reading, _missing(project, name), comparisons)


def _strength(experiment: ExperimentRecord) -> tuple[bool, int]:
    level = evidence_level(experiment_records(experiment))
    return level > 0 and learner(experiment.settings) == FINE_TUNE, level


def _read(project: Project, name: str, budget: int) -> ExperimentReading | None:
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
        return NO_EXPERIMENT
    if not name:
        return NoEvidence(
            "This report uses no experiment", f"It leaves out what was measured here: {', '.join(names)}."
        )
    return NoEvidence(
        f"The experiment {name} has no finished strategy yet",
        "Once it has, the report can say what its texts gain.",
    )

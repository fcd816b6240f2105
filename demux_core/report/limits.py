"""What could be wrong with the answer, most serious first."""

from collections.abc import Iterator
from dataclasses import dataclass

from demux_core.base.languages import UNKNOWN
from demux_core.data.leakage import without_leaks
from demux_core.experiments.manifests import input_hash, model_name
from demux_core.experiments.plan import PROBE
from demux_core.modelling.presentation import languages_of
from demux_core.report.answers import Recommendation
from demux_core.report.evidence import Evidence, fine_tuned_experiments
from demux_core.report.reading import ExperimentReading
from demux_core.report.recommendation import Refusals
from demux_core.strategies import RANDOM, STRATEGIES
from demux_core.strategies.display import strategy_title
from demux_core.workflows.project_experiments import load_datasets
from demux_core.workspace.prepared import PreparedProject, is_stale
from demux_core.workspace.project import Project, Role

_FEW_TARGETS = 50
_ROLES: dict[str, Role] = {"source": "pool", "target": "target", "train": "train", "test": "test"}


@dataclass(frozen=True)
class Limits:
    """What speaks against the answer.

    Args:
        sentences: what could be wrong, most serious first.
        unavailable: a sentence for each strategy that cannot choose here.
    """

    sentences: tuple[str, ...]
    unavailable: tuple[str, ...]


def gather_limits(
    project: Project,
    prepared: PreparedProject,
    evidence: Evidence,
    answer: Recommendation,
    budget: int,
    languages_guessed: bool,
) -> tuple[str, ...]:
    """Say what could be wrong with the answer, most serious first."""
    reading = evidence.reading
    unfinished = (evidence.unfinished,) if evidence.unfinished else ()
    of_evidence = _of_experiment(reading, answer, budget) if reading else _of_no_experiment()
    of_probe = _of_probe(project) if reading and reading.learner == PROBE else ()
    of_data = _of_data(prepared, languages_guessed)
    return (*_of_state(project, reading), *unfinished, *of_probe, *of_evidence, *of_data)


def _of_state(project: Project, reading: ExperimentReading | None) -> Iterator[str]:
    if is_stale(project):
        yield (
            "The project's files or settings have changed since it was prepared; the texts shown were chosen "
            "from the earlier state."
        )
    if reading is None:
        return
    files = ", ".join(_other_files(project, reading))
    model = "another model" if model_name(reading.setup.manifest) != project.model else ""
    if other := " and ".join(filter(None, (files and f"other files ({files})", model))):
        yield f"The experiment was run with {other} than the project has now."


def _of_probe(project: Project) -> Iterator[str]:
    yield (
        "No model was fine-tuned: the scores are those of a linear head on the frozen model, and fine-tuned "
        "models may rank the strategies differently."
    )
    if names := fine_tuned_experiments(project):
        yield f"Results of fine-tuned models count for more; this project has some: {', '.join(names)}."


def _other_files(project: Project, reading: ExperimentReading) -> Iterator[Role]:
    for part, role in _ROLES.items():
        used = input_hash(reading.setup.manifest, part)
        if used and used != _hash(project, role) and (role != "pool" or used != _hash_without_leaks(project)):
            yield role


def _hash_without_leaks(project: Project) -> str | None:
    """The content of the pool as an experiment uses it: without rows that other files of the project have."""
    if "pool" not in project.uploads:
        return None
    return without_leaks(load_datasets(project))["source"].content_hash


def _hash(project: Project, role: Role) -> str | None:
    return project.uploads[role].content_hash if role in project.uploads else None


def _of_experiment(reading: ExperimentReading, answer: Recommendation, budget: int) -> Iterator[str]:
    if reading.budget != budget:
        yield _of_budget(reading, answer, budget)
    if len(reading.setup.seeds) == 1:
        yield "The experiment was run once (one seed), so gains cannot be told from chance."
    if error := reading.test.errors.get(answer.strategy):
        yield (
            f"The test has {reading.test.rows:,} texts, so a single score is accurate to about ±{error:.1f} "
            f"points."
        )
    if (compared := len(reading.against_random)) > 1:
        yield (
            f"The best of {compared} strategies compared with RANDOM looks better than it is, because it is "
            f"picked in hindsight."
        )
    if not reading.test.rows:
        yield (
            "The intervals cover seeds only: the imported results do not include scores of individual test "
            "rows."
        )
    if not reading.annotated:
        yield (
            "The experiment used existing labels. People make mistakes and disagree when they label, so new "
            "labels may gain less."
        )
    yield (
        "Scores apply to the model and training of the experiment; a larger model may rank the strategies "
        "differently."
    )


def _of_budget(reading: ExperimentReading, answer: Recommendation, budget: int) -> str:
    if answer.decision is not None and answer.decision.labels == budget:
        return (
            f"The experiment did not measure {budget:,} labels; what to expect is read off between the "
            f"budgets that it did."
        )
    lacks = "compare strategies with random texts at" if budget in reading.budgets else "measure"
    return (
        f"The experiment did not {lacks} {budget:,} labels; the scores in this report are for "
        f"{reading.budget:,} labels, the nearest budget that it did."
    )


def _of_no_experiment() -> Iterator[str]:
    yield "Nothing was measured on this project's data, so any gain is an expectation."


def _of_data(prepared: PreparedProject, languages_guessed: bool) -> Iterator[str]:
    count = len(prepared.target)
    if count < _FEW_TARGETS:
        yield f"The target sample has only {count:,} texts, which may not represent the language."
    else:
        yield f"The choice is only as good as the target sample: {count:,} texts represent the language."
    if set(languages_of(prepared.target)) == {UNKNOWN}:
        yield "The language of the target sample is not known; name it on the Data page."
    if languages_guessed:
        yield (
            "The languages of some texts are guesses. They affect chart colours and scores per language, but "
            "no DeMuX strategy uses them."
        )
    yield "The map reduces many dimensions to two, so distances on it are approximate."


def unavailable_sentences(refusals: Refusals) -> list[str]:
    """Say why strategies are not in the report; those that need input from people are left out."""
    return [
        f"{strategy_title(name)}: {reason}."
        for name, reason in refusals.items()
        if reason and name != RANDOM and not STRATEGIES[name].needs_user_input
    ]

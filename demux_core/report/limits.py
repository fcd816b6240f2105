"""What could be wrong with the answer, the gravest first."""

from collections.abc import Iterator

from demux_core.data.leakage import without_leaks
from demux_core.report.reading import ExperimentReading
from demux_core.report.recommendation import Reasons, Recommendation
from demux_core.strategies import RANDOM, STRATEGIES
from demux_core.strategies.display import strategy_title
from demux_core.workflows.project_experiments import load_datasets
from demux_core.workspace.prepared import PreparedProject, is_stale
from demux_core.workspace.project import Project, Role

_FEW_TARGETS = 50
_PARTS: dict[str, Role] = {"source": "pool", "target": "target", "train": "train", "test": "test"}


def limits(
    project: Project,
    run: PreparedProject,
    measured: ExperimentReading | None,
    answer: Recommendation,
    budget: int,
    languages_guessed: bool,
) -> tuple[str, ...]:
    """Sentences for people who decide."""
    return (
        *_of_state(project, measured),
        *(_of_experiment(measured, answer, budget) if measured else _of_no_experiment()),
        *_of_data(run, languages_guessed),
    )


def _of_state(project: Project, measured: ExperimentReading | None) -> Iterator[str]:
    if is_stale(project):
        yield (
            "The project's files or settings have changed since it was prepared; the choices shown are those "
            "of the last prepared state."
        )
    if measured is None:
        return
    if files := ", ".join(_other_files(project, measured)):
        files = f"other files ({files})"
    model = "another model" if measured.settings["model"]["name"] != project.model else ""
    if other := " and ".join(filter(None, (files, model))):
        yield f"The experiment was run with {other} than the project has now."


def _other_files(project: Project, measured: ExperimentReading) -> Iterator[Role]:
    inputs = measured.settings["inputs"]
    for part, role in _PARTS.items():
        used = inputs.get(part, {}).get("content_hash")  # not known of results that were brought in
        if used and used != _hash(project, role) and (role != "pool" or used != _hash_of_unshared(project)):
            yield role


def _hash_of_unshared(project: Project) -> str | None:
    """The content of the pool as an experiment takes it: without the rows that the target or test has."""
    if "pool" not in project.uploads:
        return None
    return without_leaks(load_datasets(project))["source"].content_hash


def _of_experiment(measured: ExperimentReading, answer: Recommendation, budget: int) -> Iterator[str]:
    if measured.at != budget:
        yield (
            f"The experiment has no budget of {budget:,}; the numbers are those of {measured.at:,} labels, "
            f"the nearest that was measured."
        )
    if len(measured.seeds) == 1:
        yield "The experiment was run once (one seed): chance cannot be told from skill."
    if error := measured.exact.get(answer.strategy):
        yield (
            f"The test has {measured.rows:,} texts, so a single score is exact to about ±{error:.1f} points "
            "only."
        )
    if len(measured.against) > 1:
        yield (
            f"{len(measured.against)} strategies were compared with RANDOM; the best of several looks better "
            f"than it is."
        )
    if not measured.rows:
        yield "The intervals are over seeds only: the results were brought in without their test rows."
    if not measured.annotated:
        yield (
            "The experiment used labels that were there already. People who label make mistakes and "
            "disagree, so real labels may buy less."
        )
    yield (
        "Scores are of the experiment's model and training; a larger model may rank the strategies otherwise."
    )


def _of_no_experiment() -> Iterator[str]:
    yield "The report rests on no measurement of this project's data: the gain is a hope and not a finding."
    yield "Published results are of other tasks, other languages and larger models."


def _of_data(run: PreparedProject, languages_guessed: bool) -> Iterator[str]:
    if len(run.target) < _FEW_TARGETS:
        yield f"The target sample has {len(run.target):,} texts; so few may not stand for the language."
    else:
        yield f"Choices are as good as the target sample: {len(run.target):,} texts stand for the language."
    if languages_guessed:
        yield (
            "The language of some texts is a guess: it colours charts and names the rows of a test, but no "
            "DeMuX strategy depends on it."
        )
    yield "The map squeezes many dimensions into two: near on it is near in meaning, roughly."


def unavailable_sentences(cannot: Reasons) -> list[str]:
    """Why some strategies are not in the report; those that choose by what they are given never are."""
    return [
        f"{strategy_title(name)}: {reason}."
        for name, reason in cannot.items()
        if reason and name != RANDOM and not STRATEGIES[name].needs_user_input
    ]


def _hash(project: Project, role: Role) -> str | None:
    return project.uploads[role].content_hash if role in project.uploads else None

"""All that a report says, gathered once; the writers of HTML and PowerPoint add nothing to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import pandas as pd

from demux_core.base.config import DEFAULT_SEED
from demux_core.base.errors import InputError
from demux_core.base.languages import UNKNOWN
from demux_core.base.palette import OTHER_COLOR
from demux_core.charts.colors import pool_colors
from demux_core.explain import point_tables
from demux_core.modelling.presentation import languages_of
from demux_core.report.appendix import Section, appendix
from demux_core.report.cost import Cost, cost_of
from demux_core.report.data_section import describe_setting, describe_target, files_table
from demux_core.report.limits import limits, unavailable_sentences
from demux_core.report.reading import ExperimentReading, evidence_level, read_experiment
from demux_core.report.recommendation import (
    NO_EXPERIMENT,
    Recommendation,
    Unmeasured,
    comparisons,
    recommend,
)
from demux_core.report.selection_section import MARKS, examples, map_points, mix_groups, mix_sentences
from demux_core.strategies import RANDOM, STRATEGIES
from demux_core.strategies.display import in_order, usual_strategies
from demux_core.workflows.selection import SelectionPlan, labelled_rows, select_for_project
from demux_core.workspace.experiments import experiment_records, list_experiments
from demux_core.workspace.prepared import PreparedProject, open_prepared, unmet_need
from demux_core.workspace.project import Project

_BUDGET = 100


@dataclass(frozen=True, eq=False)
class Findings:
    """A project's findings at a budget.

    Args:
        title: of the report.
        prepared_for: free text, may be empty.
        made: the day, UTC.
        project: its name.
        question: what the report answers.
        setting: what there is to answer it with, in a sentence or two.
        target: the target language in words.
        budget: number of texts to label.
        answer: the recommendation.
        files: role, file, rows, languages (text).
        mix: ``point_tables.language_mix`` of the pool, each strategy and the target sample.
        mix_sentences: one a strategy.
        colors: ``pool_colors``; unknown is grey.
        points: the map's points (``point_tables.map_frame``), bounded.
        drawn: a note where the map does not show all points, else empty.
        texts: how many the pool and the target sample have.
        picked: strategy title -> pool rows to mark on the map, best first; the recommended one first.
        examples: the first points to label: rank, text, language (name), nearest target text where known.
        measured: the experiment, if there is one.
        strategy_sentence: what the strategy in front does.
        comparisons: how each strategy fared against RANDOM, where that was measured.
        cost: what the labels cost; None without prices.
        limits: what could be wrong, the gravest first.
        unable: strategies that cannot choose here, with the reason.
        appendix: every setting.
    """

    title: str
    prepared_for: str
    made: str
    project: str
    question: str
    setting: str
    target: str
    budget: int
    answer: Recommendation
    files: pd.DataFrame
    mix: pd.DataFrame
    mix_sentences: tuple[str, ...]
    colors: Mapping[str, str]
    points: pd.DataFrame
    drawn: str
    texts: tuple[int, int]
    picked: Mapping[str, list[int]]
    examples: pd.DataFrame
    measured: ExperimentReading | None
    strategy_sentence: str
    comparisons: tuple[str, ...]
    cost: Cost | None
    limits: tuple[str, ...]
    unable: tuple[str, ...]
    appendix: tuple[Section, ...]


def gather_findings(
    project: Project,
    budget: int | None = None,
    strategies: Sequence[str] | None = None,
    experiment: str | None = None,
    seed: int = DEFAULT_SEED,
    title: str = "",
    prepared_for: str = "",
    run: PreparedProject | None = None,
    like: str = SelectionPlan.like,
) -> Findings:
    """Gather what the report says.

    Args:
        project: is prepared.
        budget: number of texts to label now; 100, or a fifth of what is left of a small pool, unless given.
        strategies: to compare; those of the experiment, or the usual ones, unless given. RANDOM is added.
        experiment: its name; ``default_experiment`` unless given; empty for none.
        seed: of the strategies that draw.
        title: of the report; made of the project's name unless given.
        prepared_for: whom the report is for.
        run: the project's opened run, if it is at hand.
        like: the strategy that SAME-DISTRIBUTION follows.

    Raises:
        InputError: the project is not prepared, has no such experiment, a strategy cannot choose here, or
            fewer texts than the budget are left without a label.
    """
    run = run or open_prepared(project)
    labelled = labelled_rows(project, run)
    left = len(run.source) - len(labelled)
    usual = min(_BUDGET, max(1, left // 5))
    experiment = default_experiment(project) if experiment is None else experiment
    measured = _measured(project, experiment, budget or usual)
    if budget is None:
        budget = usual if measured is None or measured.at > left else measured.at
    cannot = {name: unmet_need(name, run) for name in STRATEGIES}
    names = _compared(strategies, measured, available_strategies(run))
    answer = recommend(measured, cannot, budget, _lack(project, experiment))
    shown = answer.strategy
    if shown not in names:
        names = [shown, *names]
    plan = SelectionPlan(budget, seed, labelled, like)
    chosen = {name: select_for_project(run, name, plan) for name in names}
    target, guessed = describe_target(project, measured)
    points, drawn = map_points(run, chosen)
    in_front = [shown, *(name for name in names if name != shown)]
    return Findings(
        title=" ".join(title.split()) or f"What to label for {project.name}",
        prepared_for=" ".join(prepared_for.split()),
        made=datetime.now(UTC).strftime("%d %B %Y").lstrip("0"),
        project=project.name,
        question=f"Which {budget:,} of {left:,} texts{' without a label' if labelled else ''} should people "
        f"label, so that a model gets better at {target}?",
        setting=describe_setting(project, run, target),
        target=target,
        budget=budget,
        answer=answer,
        files=files_table(project, run, guessed),
        mix=point_tables.language_mix(mix_groups(run, chosen, shown)),
        mix_sentences=tuple(mix_sentences(run, chosen)),
        colors=pool_colors(run.source, run.target) | {UNKNOWN: OTHER_COLOR},
        points=points,
        drawn=drawn,
        texts=(len(run.source), len(run.target)),
        picked={STRATEGIES[name].title: chosen[name].rows[:MARKS].tolist() for name in in_front},
        examples=examples(chosen[shown], run),
        measured=measured,
        strategy_sentence=f"{STRATEGIES[shown].title}: {STRATEGIES[shown].summary}",
        comparisons=() if measured is None else tuple(comparisons(measured)),
        cost=cost_of(
            project,
            {STRATEGIES[name].title: languages_of(run.source, chosen[name].rows) for name in in_front},
        ),
        limits=limits(
            project, run, measured, answer, budget, guessed or UNKNOWN in (run.source.languages or [])
        ),
        unable=tuple(unavailable_sentences(cannot)),
        appendix=appendix(project, run, names, plan, measured),
    )


def available_strategies(run: PreparedProject) -> list[str]:
    """The strategies that can choose from the run's pool; GOLD chooses from other data."""
    return [
        name
        for name, strategy in STRATEGIES.items()
        if not strategy.uses_gold and unmet_need(name, run) is None
    ]


def default_experiment(project: Project) -> str:
    """The experiment to read unless another is named: of those that tell most the newest; empty for none."""
    names = {found.name: evidence_level(experiment_records(found)) for found in list_experiments(project)}
    return max(names, key=names.__getitem__, default="")


def _measured(project: Project, name: str, budget: int) -> ExperimentReading | None:
    if not name:
        return None
    experiments = list_experiments(project)
    named = [found for found in experiments if found.name == name]
    if not named:
        choices = ", ".join(found.name for found in experiments) or "none yet"
        raise InputError(f"experiment must be one of the project's ({choices}), got {name!r}")
    return read_experiment(named[0], budget)


def _lack(project: Project, name: str) -> Unmeasured:
    """Why the experiment ``name``, empty for none, has no measurements."""
    names = [found.name for found in list_experiments(project)]
    if not names:
        return NO_EXPERIMENT
    if not name:
        return Unmeasured(
            "This report rests on no experiment", f"What was measured here is left out: {', '.join(names)}."
        )
    return Unmeasured(
        f"No strategy is finished yet in the experiment {name}",
        "Once one is, the report says what its texts bought.",
    )


def _compared(
    given: Sequence[str] | None, measured: ExperimentReading | None, able: Sequence[str]
) -> list[str]:
    wanted = given or (usual_strategies() if measured is None else [*measured.means])
    found = in_order(name for name in wanted if name in able)
    if given and (lacking := [name for name in given if name not in able]):
        raise InputError(
            f"strategies must be among those that can choose here ({', '.join(able)}), got "
            f"{', '.join(lacking)}"
        )
    return found if RANDOM in found else in_order([*found, RANDOM])

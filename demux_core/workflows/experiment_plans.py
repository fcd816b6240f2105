"""An experiment as a person plans it: what can be compared, the checked configuration, cost and start."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from demux_core.base.errors import InputError
from demux_core.base.languages import UNKNOWN
from demux_core.base.plurals import counted
from demux_core.data.dataset import Dataset
from demux_core.experiments.estimates import Estimate, estimate
from demux_core.experiments.manifests import learner
from demux_core.experiments.plan import (
    FINE_TUNE,
    PROBE,
    SEEDS,
    CellGrid,
    ExperimentConfig,
    ProbePlan,
    StrategyOptions,
    TrainingPlan,
)
from demux_core.explain.learner_sentences import no_probe_sentence
from demux_core.jobs import Job
from demux_core.strategies import RANDOM, STRATEGIES
from demux_core.strategies.display import is_ceiling, is_contender, ordered_strategies, strategy_title
from demux_core.tasks import find_task
from demux_core.workflows.experiment_jobs import LIMITED_PROBE, LIVE_PROBE, start_experiment
from demux_core.workflows.plan_compatibility import check_plan
from demux_core.workspace.experiments import experiment_records, list_experiments
from demux_core.workspace.project import Project, Role

_USUAL_BUDGETS = {FINE_TUNE: (10, 50, 100), PROBE: (5, 10, 25, 50, 100, 250, 500, 1000)}
_USUAL_SEEDS = {FINE_TUNE: SEEDS, PROBE: tuple(range(1, 11))}
_LONGEST_NUMBER = 9  # digits
_LIMITS: Mapping[Role, tuple[str, str]] = {
    "pool": ("pool", "lower them or add data"),
    "gold": ("labelled target data, where GOLD draws", "lower them, leave GOLD out or add data"),
}


@dataclass(frozen=True)
class ExperimentPlan:
    """An experiment as a person writes it down.

    Args:
        strategies: to compare; RANDOM is added.
        budgets: whole numbers separated by commas; with several rounds a single one.
        seeds: whole numbers separated by commas.
        rounds: number of rounds that share the budget.
        replay: whether as many English examples as texts are mixed in; only where models are fine-tuned.
        learner: how models are trained, ``fine_tune`` or ``probe``.
    """

    strategies: tuple[str, ...]
    budgets: str
    seeds: str = ", ".join(map(str, SEEDS))
    rounds: int = 1
    replay: bool = True
    learner: str = FINE_TUNE

    @property
    def like(self) -> str | None:
        """The strategy whose language mix is copied, the first contender; None where none is."""
        if not any(STRATEGIES[name].copies_mix for name in self.strategies):
            return None
        return next((name for name in self.strategies if is_contender(name)), None)

    def options(self) -> dict[str, Any]:
        """The plan as options of the command ``workspace experiment``."""
        return {
            "strategies": ",".join(self._compared),
            "budgets": ",".join(_parts(self.budgets)),
            "seeds": ",".join(_parts(self.seeds)),
            "rounds": self.rounds,
            "learner": self.learner,
            "replay": self.replay and self.learner == FINE_TUNE,
            "like": self.like,
        }

    def config(self) -> ExperimentConfig:
        """The plan as a checked configuration.

        Raises:
            InputError: a field is not a list of whole numbers, or the fields do not go together.
        """
        copying = [strategy_title(name) for name in self.strategies if STRATEGIES[name].copies_mix]
        if copying and self.like is None:
            raise InputError(f"{copying[0]} copies the language mix of a DeMuX strategy; choose one as well")
        budgets, seeds = _numbers("budgets", self.budgets), _numbers("seeds", self.seeds)
        return ExperimentConfig(
            CellGrid(self._compared, budgets, seeds, self.rounds),
            ProbePlan() if self.learner == PROBE else TrainingPlan(replay=self.replay),
            StrategyOptions(like=self.like),
        )

    @property
    def _compared(self) -> tuple[str, ...]:
        return (*self.strategies, RANDOM)


def comparable_strategies(pool: Dataset, gold: Dataset | None) -> list[str]:
    """The strategies that an experiment can compare with RANDOM.

    Args:
        pool: has labels.
        gold: labelled target data, if there is any.
    """
    has = {"embeddings", "target", "uncertainty"}  # every experiment trains a model and encodes the files
    if set(pool.languages) != {UNKNOWN}:
        has.add("languages")
    if pool.task.labels_words:
        has |= {"words", "word_uncertainty"}
    if gold is not None and gold.labelled:
        has.add("gold")
    return [s.name for s in ordered_strategies() if s.name != RANDOM and s.needs <= has]


def usual_comparison(strategies: Sequence[str]) -> list[str]:
    """Those of ``strategies`` that an experiment compares unless the user chooses others."""
    return [name for name in strategies if STRATEGIES[name].usual or is_ceiling(name)]


def no_probe_reason(project: Project) -> str:
    """Why the project's task has no linear probe, as a sentence; empty where it has one."""
    name = project.effective_task
    task = None if name is None else find_task(name)
    return "" if task is None or task.has_label_set else no_probe_sentence(task.title)


def usual_budgets(project: Project, strategies: Sequence[str], learner: str = FINE_TUNE) -> list[int]:
    """The budgets of an experiment unless the user gives others, none above what ``strategies`` draw from."""
    return list(budgets_up_to(learner, project.uploads[_smallest_source(project, strategies)].rows))


def budgets_up_to(learner: str, most: int) -> tuple[int, ...]:
    """The usual budgets of a learner that are at most ``most``, or ``most`` itself."""
    return tuple(budget for budget in _USUAL_BUDGETS[learner] if budget <= most) or (most,)


def usual_seeds(learner: str) -> tuple[int, ...]:
    """The seeds of an experiment unless the user gives others."""
    return _USUAL_SEEDS[learner]


def check_budgets(project: Project, config: ExperimentConfig) -> None:
    """InputError where a budget is above what a strategy draws from."""
    role = _smallest_source(project, config.cells.strategies)
    most, largest = project.uploads[role].rows, max(config.cells.budgets)
    if largest > most:
        place, remedy = _LIMITS[role]
        raise InputError(
            f"budgets must be at most the {counted(most, 'row')} of the {place}, got {largest:,}; {remedy}"
        )


def checked_config(project: Project, plan: ExperimentPlan) -> ExperimentConfig:
    """The configuration of ``plan``; InputError where the project cannot run it."""
    config = plan.config()
    if plan.learner == PROBE and (reason := no_probe_reason(project)):
        raise InputError(reason)
    check_budgets(project, config)
    return config


def plan_cost(project: Project, config: ExperimentConfig) -> tuple[Estimate, str]:
    """What an experiment costs, and the name of the project's experiment that this is estimated from.

    It is the newest with the same learner: fitting a probe takes milliseconds, fine-tuning minutes.
    """
    planned = learner(config.manifest_settings())
    latest = next((known for known in list_experiments(project) if learner(known.settings) == planned), None)
    if latest is None:
        return estimate(config.cells, []), ""
    return estimate(config.cells, experiment_records(latest)), latest.name


def start_planned(project: Project, name: str, plan: ExperimentPlan) -> Job:
    """Run a planned experiment in the background, or resume the one of this name.

    Raises:
        InputError: the project cannot run the plan, or has another experiment of this name.
    """
    if (taken := " ".join(name.split())) in (LIVE_PROBE, LIMITED_PROBE):
        raise InputError(f"{taken!r} is the name of an experiment of the pages; give another name")
    check_plan(project, name, checked_config(project, plan))
    return start_experiment(project, name, plan.options())


def _smallest_source(project: Project, strategies: Sequence[str]) -> Role:
    """The role with the fewest rows of those that ``strategies`` draw from; GOLD has a file of its own."""
    drawn: list[Role] = ["pool"]
    if any(STRATEGIES[name].uses_gold for name in strategies):
        drawn.append("gold")
    return min(drawn, key=lambda role: project.uploads[role].rows)


def _numbers(field: str, text: str) -> tuple[int, ...]:
    parts = _parts(text)
    if not parts or not all(part.isdecimal() and len(part) <= _LONGEST_NUMBER for part in parts):
        raise InputError(
            f"{field} must be whole numbers separated by commas, got {text!r}; write for example 10, 50, 100"
        )
    return tuple(map(int, parts))


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]

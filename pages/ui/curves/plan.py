"""Planning an experiment: what it needs, what it will cost, its start."""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import streamlit as st

from demux_core.base.errors import InputError
from demux_core.experiments.estimates import estimate
from demux_core.experiments.plan import SEEDS, CellGrid, ExperimentConfig, StrategyOptions, TrainingPlan
from demux_core.strategies import RANDOM, STRATEGIES
from demux_core.strategies.display import (
    is_ceiling,
    is_contender,
    ordered_strategies,
    strategy_title,
)
from demux_core.workflows.experiment_jobs import experiment_statuses, missing_roles, start_experiment
from demux_core.workflows.plan_compatibility import check_plan
from demux_core.workspace.experiments import experiment_records, list_experiments
from demux_core.workspace.project import Project, Role
from pages.ui.shared import cache, job_panel, wording

_BUDGETS = "Points to annotate, with commas. Each trains a model of its own for every strategy and seed."
_ROUNDS = "With more than one round, the one budget is split: each round chooses with the model of the last."
_SEEDS = "Each repeats everything with another draw; from several, intervals can be told."
_LIMITS: dict[Role, tuple[str, str]] = {
    "pool": ("pool", "lower them or add data"),
    "gold": ("labelled target data, where GOLD draws", "lower them, leave GOLD out or add data"),
}
_REPLAY = "As many English examples as there are points are mixed in, so that the model keeps what it knows."


def panel(project: Project) -> None:
    """Let the visitor plan an experiment and start it, or say what is missing."""
    if _can_run(project):
        _plan(project)


def _can_run(project: Project) -> bool:
    if missing := missing_roles(project):
        names = ", ".join(wording.lower_first(wording.ROLES[role][0]) for role in missing)
        next_step(f"Not all files are here yet. Missing: {names}.", "data", "Add them on Data")
        return False
    labelled = {role: cache.dataset(project, role).labelled for role in ("pool", "train", "test")}
    if not labelled["pool"]:
        next_step(
            "The source pool has rows without labels, so nobody can answer for the annotators here. Annotate "
            "the chosen points, or put a labelled pool in its place.",
            "annotate",
            "Annotate",
        )
    elif without := [
        wording.lower_first(wording.ROLES[role][0]) for role, known in labelled.items() if not known
    ]:
        text = f"Rows without labels: {', '.join(without)}. An experiment trains and scores with labels."
        next_step(text, "data", "Replace them on Data")
    return all(labelled.values())


def next_step(text: str, page: str, label: str) -> None:
    """Say what is missing and lead there."""
    st.info(text, icon=":material/info:")
    if (Path(__file__).parents[1] / f"{page}.py").exists():
        st.page_link(f"pages/{page}.py", label=label, icon=":material/arrow_forward:")


@st.fragment
def _plan(project: Project) -> None:
    """Let the visitor plan an experiment and start it; a change reruns this part only."""
    slug, taken = project.slug, len(experiment_statuses(project))
    left, right = st.columns([1, 3])
    name = left.text_input("Name", f"Experiment {taken + 1}", key=f"plan_name_{slug}_{taken}", max_chars=80)
    able = _able(project)
    picked = right.pills(
        "Strategies beside RANDOM",
        able,
        selection_mode="multi",
        default=[name for name in able if STRATEGIES[name].usual or is_ceiling(name)],
        format_func=strategy_title,
        key=f"plan_strategies_{slug}",
        wrap=True,
        help="RANDOM always stands beside them: what does not beat it is not worth its trouble.",
    )
    points, rounds, seeds, replay = st.columns([2, 1, 1.4, 2.6], vertical_alignment="bottom")
    budgets = points.text_input("Budgets", _usual(project, picked), key=f"plan_budgets_{slug}", help=_BUDGETS)
    parts = rounds.number_input("Rounds", 1, 20, 1, key=f"plan_rounds_{slug}", help=_ROUNDS)
    drawn = seeds.text_input("Seeds", ", ".join(map(str, SEEDS)), key=f"plan_seeds_{slug}", help=_SEEDS)
    mixed = replay.toggle(
        "Replay English: few points alone undo it", value=True, key=f"plan_replay_{slug}", help=_REPLAY
    )
    copies = any(STRATEGIES[name].copies_mix for name in picked)
    like = next((name for name in picked if is_contender(name)), None) if copies else None
    options = {
        "strategies": ",".join([*picked, RANDOM]),
        "budgets": _numbers(budgets),
        "seeds": _numbers(drawn),
        "rounds": parts,
        "replay": mixed,
        "like": like,
    }
    say, act = st.columns([4, 1], vertical_alignment="center")
    config = _config(project, options)
    say.markdown("" if config is None else _cost(project, config))
    if act.button(
        "Start", type="primary", key=f"plan_start_{slug}", width="stretch", disabled=config is None
    ):
        job_panel.run_action(partial(_start, project, name, options, config))


def _start(project: Project, name: str, options: Mapping[str, Any], config: ExperimentConfig) -> None:
    check_plan(project, name, config)
    start_experiment(project, name, options)


def _usual(project: Project, strategies: Sequence[str]) -> str:
    most = project.uploads[_smallest(project, strategies)].rows
    return ", ".join(str(budget) for budget in (10, 50, 100) if budget <= most) or str(most)


def _smallest(project: Project, strategies: Sequence[str]) -> Role:
    """The role with the fewest rows of those that ``strategies`` draw from; GOLD has a file of its own."""
    drawn: list[Role] = (
        ["pool", "gold"] if any(STRATEGIES[name].uses_gold for name in strategies) else ["pool"]
    )
    return min(drawn, key=lambda role: project.uploads[role].rows)


def _numbers(text: str) -> str:
    return ",".join(part.strip() for part in text.split(",") if part.strip())


def _able(project: Project) -> list[str]:
    has = {"embeddings", "target", "uncertainty", "like"}
    if set(cache.dataset(project, "pool").languages) != {"unknown"}:
        has.add("languages")
    if "gold" in project.uploads and cache.dataset(project, "gold").labelled:
        has.add("gold")
    return [s.name for s in ordered_strategies() if s.name != RANDOM and s.needs <= has]


def _config(project: Project, options: Mapping[str, Any]) -> ExperimentConfig | None:
    """The plan; None, and what is wrong in place, where it cannot be run."""
    try:
        numbers = {}
        for what in ("budgets", "seeds"):
            parts = options[what].split(",")
            if not all(part.isdecimal() and len(part) < 10 for part in parts):
                raise InputError(f"{what} are whole numbers with commas, such as 10, 50, 100")
            numbers[what] = tuple(map(int, parts))
        strategies = tuple(options["strategies"].split(","))
        copying = [strategy_title(name) for name in strategies if STRATEGIES[name].copies_mix]
        if copying and options["like"] is None:
            raise InputError(f"{copying[0]} copies the language mix of a DeMuX strategy; choose one as well")
        config = ExperimentConfig(
            CellGrid(strategies, **numbers, rounds=options["rounds"]),
            TrainingPlan(replay=options["replay"]),
            StrategyOptions(like=options["like"]),
        )
        role = _smallest(project, strategies)
        if (asked := max(config.cells.budgets)) > (most := project.uploads[role].rows):
            where, remedy = _LIMITS[role]
            raise InputError(
                f"budgets must be at most the {wording.rows(most)} of the {where}, got {asked:,}; {remedy}"
            )
    except InputError as error:
        st.error(wording.escape(str(error)), icon=":material/error:")
        return None
    return config


def _cost(project: Project, config: ExperimentConfig) -> str:
    """How many models and how long."""
    earlier = next(iter(list_experiments(project)), None)
    found = estimate(config.cells, experiment_records(earlier) if earlier else [])
    models = f"**{wording.count(found.cells, 'model')}** to train and score"
    if found.seconds is None:
        return f"{models}, after the starting model. The first ones will tell how long it takes."
    return f"{models}, about **{wording.duration(found.seconds)}** going by {wording.escape(earlier.name)}."

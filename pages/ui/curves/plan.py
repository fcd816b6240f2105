"""Planning an experiment: what it needs, what it will cost, its start."""

from functools import partial

import streamlit as st

from demux_core.base.errors import InputError
from demux_core.experiments.plan import FINE_TUNE, PROBE, ExperimentConfig
from demux_core.explain.glossary import explain
from demux_core.strategies.display import strategy_title
from demux_core.workflows.experiment_jobs import experiment_statuses, missing_roles
from demux_core.workflows.experiment_plans import (
    ExperimentPlan,
    checked_config,
    comparable_strategies,
    no_probe_reason,
    plan_cost,
    start_planned,
    usual_budgets,
    usual_comparison,
    usual_seeds,
)
from demux_core.workspace.project import Project
from pages.ui.shared import access, cache, job_panel, wording

_LEARNERS = {PROBE: "Linear probe (seconds)", FINE_TUNE: "Fine-tuning (minutes a model)"}
_LEARNER = (
    f"Fine-tuned: {wording.lower_first(explain('Fine-tuned'))} Linear probe: "
    f"{wording.lower_first(explain('Linear probe'))}"
)
_WIDTHS = {PROBE: (2.6, 1, 2.4, 1), FINE_TUNE: (2, 1, 1.4, 2.6)}  # of budgets, rounds, seeds, replay
_RANDOM = "RANDOM is always included, as the baseline that every strategy should beat."
_BUDGETS = (
    "Numbers of texts to label, separated by commas. For each one, a model is trained for every strategy and "
    "seed."
)
_ROUNDS = f"{explain('Round')} Several rounds share one budget."
_SEEDS = {
    FINE_TUNE: f"{explain('Seed')} The experiment is repeated with each; several give intervals.",
    PROBE: f"{explain('Seed')} The experiment is repeated with each, on another draw of the target sample; "
    "several give intervals.",
}
_REPLAY = f"Replay: {wording.lower_first(explain('Replay'))} One for each label."


def panel(project: Project) -> None:
    """Let the visitor plan an experiment and start it, or say what is missing."""
    if _can_run(project):
        _plan(project)


def _can_run(project: Project) -> bool:
    if missing := missing_roles(project):
        names = ", ".join(wording.role_in_sentence(role) for role in missing)
        next_step(f"Some files are missing: {names}.", "data", "Add them on Data")
        return False
    labelled = {role: cache.dataset(project, role).labelled for role in ("pool", "train", "test")}
    if not labelled["pool"]:
        next_step(
            "The source pool has rows without labels, and an experiment needs labels to simulate the "
            "annotation. Annotate the chosen texts, or replace the pool by one that is fully labelled.",
            "annotate",
            "Annotate",
        )
    elif not (labelled["train"] and labelled["test"]):
        names = ", ".join(wording.role_in_sentence(role) for role in ("train", "test") if not labelled[role])
        text = f"Some rows have no label: {names}. An experiment trains and scores with labels."
        next_step(text, "data", "Replace them on Data")
    return all(labelled.values())


def next_step(text: str, page: str, label: str) -> None:
    """Say what is missing and link to the page that offers it."""
    st.info(text, icon=":material/info:")
    st.page_link(f"pages/{page}.py", label=label, icon=":material/arrow_forward:")


@access.fragment()
def _plan(project: Project) -> None:
    """Let the visitor plan an experiment and start it; a change reruns this part only."""
    slug, known = project.slug, len(experiment_statuses(project))
    left, right = st.columns([1, 3])
    name = left.text_input("Name", f"Experiment {known + 1}", key=f"plan_name_{slug}_{known}", max_chars=80)
    gold = cache.dataset(project, "gold") if "gold" in project.uploads else None
    offered = comparable_strategies(cache.dataset(project, "pool"), gold)
    strategies = right.pills(
        "Strategies besides RANDOM",
        offered,
        selection_mode="multi",
        default=usual_comparison(offered),
        format_func=strategy_title,
        key=f"plan_strategies_{slug}",
        wrap=True,
        help=_RANDOM,
    )
    plan = _fields(project, strategies, _learner(project))
    say, act = st.columns([4, 1], vertical_alignment="center")
    config = _checked(project, plan)
    say.markdown("" if config is None else _cost(project, config, plan.learner))
    if act.button(
        "Start", type="primary", key=f"plan_start_{slug}", width="stretch", disabled=config is None
    ):
        job_panel.run_action(partial(start_planned, project, name, plan))


def _learner(project: Project) -> str:
    """The learner that the visitor chooses; where the task has no linear probe, why there is no choice."""
    if reason := no_probe_reason(project):
        st.caption(reason)
        return FINE_TUNE
    return st.segmented_control(
        "How models are trained",
        list(_LEARNERS),
        default=FINE_TUNE,
        required=True,
        format_func=_LEARNERS.__getitem__,
        key=f"plan_learner_{project.slug}",
        help=_LEARNER,
    )


def _fields(project: Project, strategies: list[str], learner: str) -> ExperimentPlan:
    slug = f"{project.slug}_{learner}"
    budgets, rounds, seeds, replay = st.columns(_WIDTHS[learner], vertical_alignment="bottom")
    usual = ", ".join(map(str, usual_budgets(project, strategies, learner)))
    usual_draws = ", ".join(map(str, usual_seeds(learner)))
    return ExperimentPlan(
        tuple(strategies),
        budgets.text_input("Budgets", usual, key=f"plan_budgets_{slug}", help=_BUDGETS),
        seeds.text_input("Seeds", usual_draws, key=f"plan_seeds_{slug}", help=_SEEDS[learner]),
        rounds.number_input("Rounds", 1, 20, 1, key=f"plan_rounds_{slug}", help=_ROUNDS),
        learner == FINE_TUNE
        and replay.toggle("Mix in English examples", value=True, key=f"plan_replay_{slug}", help=_REPLAY),
        learner,
    )


def _checked(project: Project, plan: ExperimentPlan) -> ExperimentConfig | None:
    """The configuration of the plan; None, and what is wrong in place, where it cannot be run."""
    try:
        return checked_config(project, plan)
    except InputError as error:
        st.error(wording.escape(str(error)), icon=":material/error:")
        return None


def _cost(project: Project, config: ExperimentConfig, learner: str) -> str:
    """How many models are trained, how long that takes, and with how much memory."""
    cost, earlier = plan_cost(project, config)
    expected = cache.experiment_estimate(project, config)
    models = f"**{wording.count(cost.cells, 'model')}** to train and score"
    if learner == PROBE:
        models = f"**{wording.count(cost.cells, 'linear probe')}** to fit and score"
    seconds, source = expected.seconds, "what such work takes on this computer, with the starting model"
    if cost.seconds is not None:
        seconds, source = cost.seconds, wording.escape(earlier)
    return (
        f"{models}, about **{wording.duration(seconds)}** (estimated from {source}) and up to "
        f"{expected.gigabytes:.1f} GB of memory."
    )

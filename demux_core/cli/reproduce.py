"""``reproduce``: the paper's own experiments, by name."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from demux_core.base.exports import to_csv, write
from demux_core.base.plurals import counted
from demux_core.cli.console import console_progress
from demux_core.cli.shared import Options, add_command, say, strategy_names, whole_numbers

if TYPE_CHECKING:
    from demux_core.experiments.paper_data import PaperData
    from demux_core.experiments.paper_setup import PaperTask
    from demux_core.experiments.plan import ExperimentConfig

_TASKS = ("pos", "ner", "nli", "qa")
_TABLES = ("low-budget", "rounds")


def add(group: Any) -> None:
    """Add the command."""
    command = add_command(
        group,
        "reproduce",
        _run,
        "run an experiment of the paper again, with its data and settings, and compare the scores",
        "--table low-budget --task ner --model xlm-roberta-large --targets ur --out ner-ur.csv",
    )
    command.add_argument(
        "--table", choices=_TABLES, required=True, help="one round and small budgets, or five rounds"
    )
    command.add_argument("--task", choices=_TASKS, required=True, help="UDPOS, PAN-X, XNLI or TyDiQA-GoldP")
    command.add_argument(
        "--model",
        default="xlm-roberta-large",
        help="the paper's are xlm-roberta-large, infoxlm-large and rembert",
    )
    command.add_argument(
        "--targets",
        help="target configurations, separated by commas: hp, mp, lp (or their language, such as ur), geo, "
        "lp-pool; by default that of the low-budget figures",
    )
    command.add_argument(
        "--data",
        type=Path,
        help="folder with a file TASK.* that has the columns lang and split; by default the hub",
    )
    command.add_argument("--strategies", help="names or titles, separated by commas; by default the paper's")
    command.add_argument("--budgets", help="other budgets than the paper's, separated by commas")
    command.add_argument("--seeds", default="2,22,42", help="seeds, separated by commas (2,22,42)")
    command.add_argument("--epochs", type=int, help="other epochs than the paper's, for trying it out")
    command.add_argument("--rows", type=int, help="at most so many rows of a language, for trying it out")
    command.add_argument("--plan", action="store_true", help="only print what would be encoded and trained")
    command.add_argument(
        "--out",
        type=Path,
        help="table of results (.csv), required without --plan; with several targets, one for each",
    )


def _run(options: Options) -> None:
    from demux_core.base.errors import InputError
    from demux_core.experiments.paper_setup import PAPER_TASKS, find_configuration

    if options.out is None and not options.plan:
        raise InputError("--out must name the table of results, or --plan print what would be run; give one")
    task = PAPER_TASKS[options.task]
    names = (options.targets or task.low).split(",")
    for name in dict.fromkeys(find_configuration(task, name) for name in names):
        _run_target(options, task, name, several=len(names) > 1)


def _run_target(options: Options, task: "PaperTask", configuration: str, several: bool) -> None:
    from demux_core.analysis.paper_comparison import beside_published
    from demux_core.experiments.paper_data import paper_data
    from demux_core.experiments.runner import run_experiment_files
    from demux_core.modelling.models import find_model

    data = paper_data(options.task, configuration, options.data, options.rows)
    config = _experiment(options, task)
    _say_data(data, task, configuration)
    if options.plan:
        say(_work(data, config, options.model))
        return
    out = options.out.with_stem(f"{options.out.stem}-{configuration}") if several else options.out
    table = run_experiment_files(data.roles, find_model(options.model), config, out, console_progress())
    compared = beside_published(table, task.metric).round(1)
    say(f"{configuration}: {task.metric} beside the published figures; scores are in {out}")
    print(to_csv(compared), end="")
    write(compared, out.with_suffix(".published.csv"))


def _experiment(options: Options, task: "PaperTask") -> "ExperimentConfig":
    """The paper's experiment with what the options replace in it."""
    from dataclasses import replace

    from demux_core.experiments.paper_setup import STRATEGIES, paper_experiment
    from demux_core.experiments.plan import TrainingPlan

    strategies = tuple(strategy_names(options.strategies)) if options.strategies else STRATEGIES
    seeds = whole_numbers("seeds", options.seeds)
    config = paper_experiment(task, options.table, options.model, strategies, seeds)
    if options.budgets:
        budgets = whole_numbers("budgets", options.budgets)
        config = replace(config, cells=replace(config.cells, budgets=budgets))
    if options.epochs and isinstance(config.training, TrainingPlan):
        plan = config.training
        en_ft, step = (replace(part, epochs=options.epochs) for part in (plan.en_ft, plan.step))
        config = replace(config, training=replace(plan, en_ft=en_ft, step=step))
    return config


def _say_data(data: "PaperData", task: "PaperTask", configuration: str) -> None:
    for role, dataset in data.roles.items():
        languages = len(set(dataset.languages))
        say(f"{role}: {counted(len(dataset), 'row')} in {counted(languages, 'language')}")
    if data.missing:
        wanted = len(task.pool(configuration))
        say(
            f"{len(data.missing)} of the {wanted} languages of the paper's pool are not in the data: "
            f"{', '.join(data.missing)}"
        )


def _work(data: "PaperData", config: "ExperimentConfig", model: str) -> str:
    """What the experiment trains and encodes, as a sentence; a step is a batch."""
    from demux_core.experiments.paper_work import work_of
    from demux_core.explain.paper_sentences import gpu_time

    work = work_of(config, {role: len(dataset) for role, dataset in data.roles.items()})
    hours = work.gpu_hours(model)
    needed = "" if hours is None else f"; {gpu_time(hours)}"
    return (
        f"EN-FT: {counted(work.en_steps, 'step')}; {counted(work.models, 'model')}: "
        f"{counted(work.steps, 'step')}, all of {work.batch_size} rows of at most {work.max_length} "
        f"sub-words; {counted(work.encoded, 'text')} to encode; each model is scored on "
        f"{counted(work.scored, 'row')}{needed}"
    )

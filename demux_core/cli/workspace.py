"""``workspace``: look after the workspace, and do for a project what its pages ask for."""

import argparse
import os
from pathlib import Path
from typing import Any

from demux_core.base.errors import InputError
from demux_core.cli.console import console_progress
from demux_core.cli.experiment import add_plan, plan
from demux_core.cli.shared import Options, add_command, command_prefix, say


def add(group: Any) -> None:
    """Add the command and those below it."""
    summary = "look after the workspace, and do for a project what its pages ask for"
    command: argparse.ArgumentParser = group.add_parser(
        "workspace",
        help=summary,
        description=f"{summary[0].upper()}{summary[1:]}.",
        epilog=f"example:\n  {command_prefix(group)} workspace check --workspace workspace\n",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    below = command.add_subparsers(title="commands", metavar="COMMAND", required=True)
    check = add_command(
        below, "check", _check, "find missing, damaged and orphaned files", "--workspace workspace"
    )
    check.add_argument("--delete-orphans", action="store_true", help="delete what nothing refers to")
    prepare = add_command(below, "prepare", _prepare, "prepare a project as its page does", "my-project")
    one_round = add_command(
        below, "round", _round, "train a project's next round on the labels given so far", "my-project"
    )
    experiment = add_command(
        below,
        "experiment",
        _experiment,
        "run an experiment on a project's files; its curves appear on the project's page",
        "my-project --name first --strategies knn_uncertainty,random --budgets 10,50 --replay",
    )
    experiment.add_argument("--name", required=True, help="of the experiment, as the page lists it")
    add_plan(experiment)
    added = add_command(
        below,
        "add-results",
        _add_results,
        "bring the results of `experiment` into a project",
        "my-project --name first --results results.csv",
    )
    added.add_argument("--name", required=True, help="of the experiment, as the page lists it")
    added.add_argument(
        "--results", type=Path, required=True, help="the table; its manifest and cells lie beside it"
    )
    for one in (prepare, one_round, experiment, added):
        one.add_argument("project", help="which project, as in its address")
    for one in (check, prepare, one_round, experiment, added):
        one.add_argument("--workspace", type=Path, help="directory; DEMUX_WORKSPACE unless given")


def _check(options: Options) -> None:
    from demux_core.workspace import integrity, open_store

    _choose(options)
    store = open_store()
    if options.delete_orphans:
        say(f"{integrity.delete_orphans(store):,} orphaned files deleted")
    problems = integrity.check(store)
    for problem in problems:
        print(f"{problem.kind}: {problem.item}: {problem.remedy}")
    if broken := [problem for problem in problems if problem.kind != "orphaned"]:
        count = "1 problem" if len(broken) == 1 else f"{len(broken):,} problems"
        raise InputError(f"{store.root} has {count}; each is listed with its remedy")
    say(f"no problems in {store.root}")


def _prepare(options: Options) -> None:
    from demux_core.workflows.preparation_jobs import prepare_project

    _choose(options)
    prepare_project(options.project, console_progress())
    say(f"ready: {options.project}")


def _round(options: Options) -> None:
    from demux_core.workflows.round_training import train_next_round

    _choose(options)
    done = train_next_round(options.project, console_progress())
    scored = "there is no test file, so no score can be shown"
    if done.score is not None and done.before is not None:
        scored = f"{done.metric} {done.score:.1f} (EN-FT {done.before:.1f})"
    say(f"round {done.number} of {options.project}: {done.labels:,} labels; {scored}")


def _experiment(options: Options) -> None:
    from demux_core.workflows.project_experiments import run_experiment

    _choose(options)
    table = run_experiment(options.project, options.name, plan(options), console_progress())
    say(f"{len(table):,} scores in {options.name} of {options.project}")


def _add_results(options: Options) -> None:
    from demux_core.workspace.imported_results import import_results
    from demux_core.workspace.project import open_project

    _choose(options)
    project = open_project(options.project)
    if project is None:
        raise InputError(f"there is no project {options.project!r}; its address names it")
    experiment = import_results(project, options.name, options.results)
    whole = "" if experiment.settings.get("step") else "; scores alone, for no cells lie beside the table"
    say(f"added: {experiment.name} of {options.project}{whole}")


def _choose(options: Options) -> None:
    if options.workspace:
        os.environ["DEMUX_WORKSPACE"] = str(options.workspace)

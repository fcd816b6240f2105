"""``workspace``: check, back up or restore the workspace, or run the work of a project as its pages do."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from demux_core.base.errors import InputError
from demux_core.cli import corpora, prune, server_files, strike
from demux_core.cli.console import console_expectation, console_progress
from demux_core.cli.experiment import add_plan, plan
from demux_core.cli.shared import (
    PROJECT_HELP,
    WORKSPACE_HELP,
    Options,
    add_command,
    command_prefix,
    find_project,
    say,
    set_workspace,
)

if TYPE_CHECKING:
    from demux_core.workspace.integrity import Problem


def add(group: Any) -> None:
    """Add the command and its subcommands."""
    summary = "check, back up or restore the workspace, or run the work of a project as its pages do"
    command: argparse.ArgumentParser = group.add_parser(
        "workspace",
        help=summary,
        description=f"{summary[0].upper()}{summary[1:]}.",
        epilog=f"example:\n  {command_prefix(group)} workspace check --workspace workspace\n",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    subcommands = command.add_subparsers(title="commands", metavar="COMMAND", required=True)
    check = add_command(
        subcommands, "check", _check, "find missing, damaged and orphaned files", "--workspace workspace"
    )
    check.add_argument("--delete-orphans", action="store_true", help="delete files that nothing refers to")
    _add_workspace(check)
    back_up = add_command(
        subcommands, "backup", _back_up, "write a live workspace to one file", "workspace.tar"
    )
    back_up.add_argument("file", type=Path, help="file to write (.tar)")
    restore = add_command(
        subcommands, "restore", _restore, "restore a backup", "workspace.tar --workspace restored"
    )
    restore.add_argument("file", type=Path, help="file that `backup` wrote")
    for subcommand in (back_up, restore, prune.add(subcommands)):
        _add_workspace(subcommand)
    prepare = add_command(
        subcommands, "prepare", _prepare, "prepare a project as its Data page does", "my-project"
    )
    next_round = add_command(
        subcommands, "round", _round, "train a project's next round on its labels so far", "my-project"
    )
    live = add_command(
        subcommands,
        "live-probe",
        _live_probe,
        "measure every strategy with linear probes, as the Curves page does by itself",
        "my-project",
    )
    expect = add_command(
        subcommands,
        "expectation",
        _expectation,
        "say what measured targets like the project's let expect, as the Curves page does without a test",
        "my-project",
    )
    for subcommand in (live, expect):
        subcommand.add_argument("--files", help="names the files in the queue; the present ones are used")
    limited = add_command(
        subcommands,
        "limited-probe",
        _limited_probe,
        "measure every strategy within the project's limits, to see what these cost",
        "my-project",
    )
    limited.add_argument("--limits", help="names the limits in the queue; the present ones are used")
    choose = add_command(
        subcommands,
        "choose",
        _choose,
        "choose the texts that the Selection page asked for, where that takes long",
        "my-project --requests 1f0c",
    )
    choose.add_argument("--requests", required=True, metavar="NAME[,NAME...]", help="names of what to choose")
    rounds = add_command(
        subcommands,
        "rounds",
        _rounds,
        "say what a project's rounds changed, and whether to go on",
        "my-project",
    )
    translate = add_command(
        subcommands,
        "translate",
        _translate,
        "add English glosses by the model that DEMUX_TRANSLATION_MODEL names, where texts have none",
        "my-project",
    )
    delete = add_command(
        subcommands,
        "delete",
        _delete,
        "delete a project with all its texts, labels and results, for good",
        "my-project --yes",
    )
    delete.add_argument("--yes", action="store_true", help="confirm; without it, nothing is deleted")
    for subcommand in (
        delete,
        prepare,
        next_round,
        rounds,
        translate,
        live,
        expect,
        limited,
        choose,
        _add_experiment(subcommands),
        _add_add_results(subcommands),
        corpora.add_fetch(subcommands),
        server_files.add(subcommands),
        *strike.add(subcommands),
    ):
        subcommand.add_argument("project", help=PROJECT_HELP)
        _add_workspace(subcommand)


def _add_experiment(subcommands: Any) -> argparse.ArgumentParser:
    experiment = add_command(
        subcommands,
        "experiment",
        _experiment,
        "run an experiment on a project's files; its curves appear on the Curves page",
        "my-project --name first \\\n      --strategies knn_uncertainty,random --budgets 10,50 --replay",
    )
    experiment.add_argument("--name", required=True, help="name of the experiment on the pages")
    add_plan(experiment)
    return experiment


def _add_add_results(subcommands: Any) -> argparse.ArgumentParser:
    add_results = add_command(
        subcommands,
        "add-results",
        _add_results,
        "add the results of `experiment` to a project",
        "my-project --name first --results results.csv",
    )
    add_results.add_argument("--name", required=True, help="name of the experiment on the pages")
    add_results.add_argument(
        "--results", type=Path, required=True, help="table of results, with its manifest and cells beside it"
    )
    return add_results


def _add_workspace(command: argparse.ArgumentParser) -> None:
    command.add_argument("--workspace", type=Path, help=WORKSPACE_HELP)


def _check(options: Options) -> None:
    from demux_core.base.config import workspace_dir
    from demux_core.workspace import integrity, open_store

    set_workspace(options)
    if problems := integrity.check_unopened(workspace_dir()):
        _report(problems, workspace_dir())
    store = open_store()
    if options.delete_orphans:
        say(f"deleted {integrity.delete_orphans(store):,} orphaned files")
    _report(integrity.check(store), store.root)


def _report(problems: "Sequence[Problem]", root: Path) -> None:
    from demux_core.base.plurals import counted

    for problem in problems:
        print(f"{problem.kind}: {problem.item}: {problem.remedy}")
    if broken := [problem for problem in problems if problem.kind != "orphaned"]:
        raise InputError(f"{counted(len(broken), 'problem')} in {root}; each is printed with its remedy")
    say(f"found no problems in {root}")


def _back_up(options: Options) -> None:
    from demux_core.workspace import open_store
    from demux_core.workspace.backup import back_up

    set_workspace(options)
    back_up(open_store(), options.file)
    say(f"wrote {options.file}")


def _restore(options: Options) -> None:
    from demux_core.base.config import workspace_dir
    from demux_core.workspace import integrity
    from demux_core.workspace.backup import restore

    set_workspace(options)
    _report(integrity.check(restore(options.file, workspace_dir())), workspace_dir())


def _prepare(options: Options) -> None:
    from demux_core.data.leakage import left_out_notes
    from demux_core.workflows.preparation_jobs import prepare_project

    set_workspace(options)
    manifest = prepare_project(find_project(options.project).slug, console_progress(), console_expectation())
    for note in left_out_notes(manifest["left_out"]):
        say(note)
    say(f"ready: {options.project}")


def _delete(options: Options) -> None:
    from demux_core.workflows.project_deletion import delete_project

    set_workspace(options)
    project = find_project(options.project)
    if not options.yes:
        raise InputError(
            f"{project.name!r} ({project.slug}) would be deleted with all its texts, labels and results; "
            f"confirm with --yes"
        )
    delete_project(project)
    say(f"deleted: {project.slug}; backups of the workspace still hold it")


def _round(options: Options) -> None:
    from demux_core.workflows.round_training import train_next_round

    set_workspace(options)
    trained = train_next_round(find_project(options.project).slug, console_progress(), console_expectation())
    score = "no score, as there is no test file"
    if trained.score is not None and trained.before is not None:
        score = f"{trained.metric} {trained.score:.1f} (EN-FT {trained.before:.1f})"
    say(f"round {trained.number} of {options.project}: {trained.labels:,} labels; {score}")


def _rounds(options: Options) -> None:
    from demux_core.explain.round_sentences import round_sentences
    from demux_core.workflows.round_story import round_story

    set_workspace(options)
    changes = round_story(find_project(options.project))
    for change in changes:
        print(" ".join(round_sentences(change)))
    if not changes:
        say(f"{options.project} has no trained round; label texts and train one with `workspace round`")


def _translate(options: Options) -> None:
    from demux_core.workflows.translation import translate_project

    set_workspace(options)
    count = translate_project(find_project(options.project).slug, console_progress())
    say(f"translated: {count:,} texts of {options.project}")


def _experiment(options: Options) -> None:
    from demux_core.workflows.project_experiments import run_experiment

    set_workspace(options)
    project = find_project(options.project)
    table = run_experiment(
        project.slug, options.name, plan(options), console_progress(), console_expectation()
    )
    say(f"wrote {len(table):,} scores to {options.name} of {options.project}")


def _live_probe(options: Options) -> None:
    from demux_core.workflows.live_probe import run_live_probe

    set_workspace(options)
    table = run_live_probe(find_project(options.project).slug, console_progress(), console_expectation())
    say(f"wrote {len(table):,} scores to the live probe of {options.project}")


def _limited_probe(options: Options) -> None:
    from demux_core.workflows.limited_probe import run_limited_probe

    set_workspace(options)
    table = run_limited_probe(find_project(options.project).slug, console_progress(), console_expectation())
    say(f"wrote {len(table):,} scores within the limits of {options.project}")


def _expectation(options: Options) -> None:
    from demux_core.explain.advice_sentences import advice_sentences
    from demux_core.workflows.expectations import run_expectation

    set_workspace(options)
    say(advice_sentences(run_expectation(find_project(options.project).slug)))


def _choose(options: Options) -> None:
    from demux_core.workflows.large_selections import run_choosing

    set_workspace(options)
    slug, names = find_project(options.project).slug, options.requests.split(",")
    run_choosing(slug, names, console_progress(), console_expectation())
    say(f"chosen: {options.project}")


def _add_results(options: Options) -> None:
    from demux_core.workspace.imported_results import import_results

    set_workspace(options)
    experiment = import_results(find_project(options.project), options.name, options.results)
    limited = (
        "" if experiment.settings.get("step") else "; scores only, as there are no cells beside the table"
    )
    say(f"added: {experiment.name} of {options.project}{limited}")

"""``export`` and ``import``: round trips with annotation tools."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from demux_core.base.errors import InputError
from demux_core.cli.shared import (
    DATA_HELP,
    PROJECT_HELP,
    WORKSPACE_HELP,
    Options,
    add_command,
    find_project,
    load_data,
    say,
    set_workspace,
)
from demux_core.exchange import TOOLS, find_tool
from demux_core.tasks import TASKS

if TYPE_CHECKING:
    from demux_core.data.dataset import Dataset
    from demux_core.exchange.sheet import Sheet
    from demux_core.workspace.prepared import PreparedProject
    from demux_core.workspace.project import Project


def add(group: Any) -> None:
    """Add the commands."""
    export = add_command(
        group,
        "export",
        _export,
        "write texts and labels for an annotation tool",
        "--project my-project --to label-studio --out tasks.json",
    )
    export.epilog = f"{DATA_HELP}\n{export.epilog}"
    what = export.add_mutually_exclusive_group(required=True)
    what.add_argument("--project", help=f"{PROJECT_HELP}: the chosen and the labelled texts, or else all")
    what.add_argument("--data", metavar="FILE", help="dataset, with its labels")
    export.add_argument("--to", required=True, choices=tuple(TOOLS), help="annotation tool or format")
    export.add_argument(
        "--out",
        type=Path,
        required=True,
        help="file to write; a folder for hf. A tool's settings lie beside it",
    )
    export.add_argument("--task", choices=tuple(TASKS), help="of --data; recognised unless given")
    export.set_defaults(column=[], language=[], encoding=[], delimiter=[])
    import_ = add_command(
        group,
        "import",
        _import,
        "merge the labels of an annotation tool into a project",
        "--from label-studio --project my-project export.json",
    )
    import_.add_argument(
        "--from", dest="tool", required=True, choices=tuple(TOOLS), help="annotation tool or format"
    )
    import_.add_argument("--project", required=True, help=PROJECT_HELP)
    import_.add_argument(
        "file", type=Path, metavar="FILE", help="what the tool exported; a folder or .zip for hf"
    )
    for command in (export, import_):
        command.add_argument("--workspace", type=Path, help=WORKSPACE_HELP)


def _export(options: Options) -> None:
    from demux_core.exchange.sheets import data_sheet

    set_workspace(options)
    if options.data:
        sheet = data_sheet(load_data(options, "data"))
    elif options.task:
        raise InputError("--task must go with --data, because a project has its task; leave it out")
    else:
        sheet = _project_sheet(find_project(options.project))
    written = find_tool(options.to).write(sheet, options.out)
    labelled = sum(bool(item.answers) for item in sheet.items())
    names = " and ".join(str(path) for path in written)
    say(f"wrote {names}: {len(sheet.dataset):,} texts, {labelled:,} of them labelled")


def _import(options: Options) -> None:
    from demux_core.exchange.importing import import_labels
    from demux_core.exchange.sentences import imported_sentences

    set_workspace(options)
    project = find_project(options.project)
    pool, known = _pool_and_labels(project)
    for sentence in imported_sentences(import_labels(project, pool, known, options.tool, options.file)):
        say(sentence)


def _project_sheet(project: "Project") -> "Sheet":
    from demux_core.exchange.sheets import project_sheet, rows_to_label
    from demux_core.workflows.annotation_queue import open_queue

    pool, known = _pool_and_labels(project)
    rows = rows_to_label(open_queue(project, pool), pool)
    return project_sheet(project, pool, rows, known, _prepared(project))


def _pool_and_labels(project: "Project") -> "tuple[Dataset, list[str]]":
    from demux_core.exchange.sheets import LABELLED_ROLES, project_labels
    from demux_core.workspace.project_files import load_file

    if "pool" not in project.uploads:
        raise InputError(
            f"the project must have a pool, but {project.slug} has none; add it on the Data page"
        )
    files = {role: load_file(project, role) for role in LABELLED_ROLES if role in project.uploads}
    return files["pool"], project_labels(project, list(files.values()))


def _prepared(project: "Project") -> "PreparedProject | None":
    from demux_core.workspace.prepared import is_prepared, open_prepared

    return open_prepared(project) if is_prepared(project) else None

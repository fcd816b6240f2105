"""``report``: a project's findings for people who decide, as HTML or PowerPoint."""

import os
from pathlib import Path
from typing import Any

from demux_core.base.config import DEFAULT_SEED
from demux_core.base.errors import InputError
from demux_core.cli.shared import Options, add_command, say


def add(group: Any) -> None:
    """Add the command."""
    command = add_command(
        group,
        "report",
        _run,
        "write a project's findings for people who decide",
        "--project my-project --out report.html",
    )
    command.add_argument("--project", required=True, help="which project, as in its address")
    command.add_argument(
        "--out", type=Path, required=True, help=".html (works offline) or .pptx (PowerPoint)"
    )
    command.add_argument("--workspace", type=Path, help="directory; DEMUX_WORKSPACE unless given")
    command.add_argument("--budget", type=int, help="texts to label; that of the experiment unless given")
    command.add_argument("--strategies", help="to compare, with commas; those of the experiment unless given")
    command.add_argument("--experiment", help="the newest that compares unless given, '' for none")
    command.add_argument("--seed", type=int, default=DEFAULT_SEED, help="of the strategies that draw (42)")
    command.add_argument("--like", help="strategy whose language mix same_distribution copies")
    command.add_argument("--title", default="", help="of the report")
    command.add_argument("--prepared-for", default="", help="whom the report is for")


def _run(options: Options) -> None:
    from demux_core.report import check_suffix, write_report
    from demux_core.report.findings import gather_findings
    from demux_core.report.request import ReportRequest
    from demux_core.workspace.project import open_project

    check_suffix(options.out)
    if options.workspace:
        os.environ["DEMUX_WORKSPACE"] = str(options.workspace)
    project = open_project(options.project)
    if project is None:
        raise InputError(f"there is no project {options.project!r} in the workspace; its address names it")
    strategies = tuple(name.strip() for name in options.strategies.split(",")) if options.strategies else ()
    request = ReportRequest(
        budget=options.budget,
        strategies=strategies,
        experiment=options.experiment,
        seed=options.seed,
        like=options.like or ReportRequest.like,
        title=options.title,
        prepared_for=options.prepared_for,
    )
    findings = gather_findings(project, request)
    write_report(findings, options.out)
    say(f"{findings.answer.headline}\nreport in {options.out}")

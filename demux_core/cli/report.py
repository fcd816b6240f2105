"""``report``: a project's findings for decision-makers, as HTML, PowerPoint or PDF."""

import os
from pathlib import Path
from typing import Any

from demux_core.base.config import DEFAULT_SEED
from demux_core.cli.shared import (
    LIKE_HELP,
    PROJECT_HELP,
    WORKSPACE_HELP,
    Options,
    add_command,
    add_strategies,
    find_project,
    say,
    strategy_name,
    strategy_names,
)


def add(group: Any) -> None:
    """Add the command."""
    command = add_command(
        group,
        "report",
        _run,
        "write a report of a project's findings for decision-makers",
        "--project my-project --out report.html",
    )
    command.add_argument("--project", required=True, help=PROJECT_HELP)
    command.add_argument(
        "--out",
        type=Path,
        required=True,
        help=".html (works offline), .pptx (PowerPoint) or .pdf file (needs Chromium, Chrome or Edge)",
    )
    command.add_argument("--workspace", type=Path, help=WORKSPACE_HELP)
    command.add_argument(
        "--budget", type=int, help="number of texts to label; by default that of the experiment"
    )
    add_strategies(command, "--strategies", "strategies to compare; by default those of the experiment")
    command.add_argument(
        "--experiment",
        help="experiment to report; by default the newest that compares strategies, '' for none",
    )
    command.add_argument("--seed", type=int, default=DEFAULT_SEED, help="seed of random draws (42)")
    command.add_argument("--like", metavar="NAME", help=LIKE_HELP)
    command.add_argument("--title", default="", help="title of the report")
    command.add_argument("--prepared-for", default="", help="reader of the report")


def _run(options: Options) -> None:
    from demux_core.report import check_suffix, write_report
    from demux_core.report.findings import gather_findings
    from demux_core.report.request import ReportRequest

    check_suffix(options.out)
    if options.workspace:
        os.environ["DEMUX_WORKSPACE"] = str(options.workspace)
    project = find_project(options.project)
    strategies = tuple(strategy_names(options.strategies)) if options.strategies else ()
    request = ReportRequest(
        budget=options.budget,
        strategies=strategies,
        experiment=options.experiment,
        seed=options.seed,
        like=strategy_name(options.like) if options.like else ReportRequest.like,
        title=options.title,
        prepared_for=options.prepared_for,
    )
    findings = gather_findings(project, request)
    write_report(findings, options.out)
    say(f"{findings.answer.headline}\nwrote the report to {options.out}")

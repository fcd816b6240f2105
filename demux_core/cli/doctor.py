"""``doctor``: what of this installation works, and what to do about the rest."""

from typing import Any

from demux_core.base.errors import InputError
from demux_core.cli.shared import WORKSPACE_HELP, Options, add_command, set_workspace

_MARKS = {"good": "ok", "limited": "note", "broken": "fault"}


def add(group: Any) -> None:
    """Add the command."""
    command = add_command(
        group,
        "doctor",
        _run,
        "check versions, device, memory, model, workspace, database, hub, fonts and browser",
        "--workspace workspace",
    )
    command.add_argument("--workspace", metavar="DIR", help=WORKSPACE_HELP)


def _run(options: Options) -> None:
    from demux_core.workflows.diagnosis import diagnose

    set_workspace(options)
    broken = []
    for finding in diagnose():
        print(f"{_MARKS[finding.state]:5}  {finding.subject:9}  {finding.found}", flush=True)
        if finding.remedy:
            print(f"{'':18}{finding.remedy}")
        if finding.state == "broken":
            broken.append(finding.subject)
    if broken:
        raise InputError(f"{', '.join(broken)} must work before the dashboard can; see the remedies above")

"""What the map shows."""

from collections.abc import Mapping
from dataclasses import dataclass

from demux_core.workflows.selection import SelectionPlan
from demux_core.workspace.prepared import PreparedProject
from demux_core.workspace.project import Project


@dataclass(frozen=True, eq=False)
class Scene:
    """A prepared project, the rows that each strategy chose of it by a plan, and how it is drawn.

    ``dark`` says whether the page is; ``languages`` are the codes of the pool's languages that are shown,
    empty for all.
    """

    project: Project
    prepared: PreparedProject
    picked: Mapping[str, list[int]]
    plan: SelectionPlan
    dark: bool
    languages: tuple[str, ...] = ()

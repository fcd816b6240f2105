"""What a project has and what it still needs."""

from dataclasses import dataclass
from typing import Literal

from demux_core.projects.experiments import list_experiments
from demux_core.projects.project import ROLES, Project
from demux_core.projects.runs import RunState, run_state

Step = Literal["pool", "target", "train", "test", "gold", "prepared", "experiment"]
REQUIRED: tuple[Step, ...] = ("pool", "target", "prepared")


@dataclass(frozen=True)
class Item:
    """One thing that a project has or lacks; ``count`` is its rows, or how many there are."""

    step: Step
    done: bool
    count: int


@dataclass(frozen=True)
class Checklist:
    """How a project stands: its files, whether it is prepared, its experiments."""

    items: tuple[Item, ...]
    state: RunState

    @property
    def next(self) -> Step | None:
        """The one step that brings it on most: what is required first; None when all is there."""
        missing = [item.step for item in self.items if not item.done]
        return next((step for step in (*REQUIRED, "train", "test", "experiment") if step in missing), None)


def checklist(project: Project) -> Checklist:
    """What the project has of all that the pages can use."""
    state = run_state(project)
    rows = {role: project.uploads[role].rows if role in project.uploads else 0 for role in ROLES}
    files = [Item(role, role in project.uploads, rows[role]) for role in ROLES]
    experiments = len(list_experiments(project))
    prepared = Item("prepared", state == "ready", int(state == "ready"))
    return Checklist((*files, prepared, Item("experiment", experiments > 0, experiments)), state)

"""What a project has and what it still needs."""

from dataclasses import dataclass
from typing import Literal

from demux_core.workflows.preparation_jobs import PreparationState, preparation_state
from demux_core.workspace.experiments import list_experiments
from demux_core.workspace.project import ROLES, Project

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
    state: PreparationState

    @property
    def next(self) -> Step | None:
        """The one step that brings it on most: what is required first; None when all is there."""
        missing = [item.step for item in self.items if not item.done]
        return next((step for step in (*REQUIRED, "train", "test", "experiment") if step in missing), None)


def checklist(project: Project) -> Checklist:
    """What the project has of all that the pages can use."""
    state = preparation_state(project)
    rows = {role: project.uploads[role].rows if role in project.uploads else 0 for role in ROLES}
    files = [Item(role, role in project.uploads, rows[role]) for role in ROLES]
    experiments = len(list_experiments(project))
    prepared = Item("prepared", state == "ready", int(state == "ready"))
    return Checklist((*files, prepared, Item("experiment", experiments > 0, experiments)), state)

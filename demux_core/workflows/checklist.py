"""What a project has, and what it still needs."""

from dataclasses import dataclass
from typing import Literal

from demux_core.workflows.preparation_jobs import PreparationState, preparation_state
from demux_core.workspace.experiments import list_experiments
from demux_core.workspace.project import ROLES, Project

Step = Literal["pool", "target", "train", "test", "gold", "prepared", "experiment"]
REQUIRED: tuple[Step, ...] = ("pool", "target", "prepared")


@dataclass(frozen=True)
class Item:
    """A step of setting up a project; ``count`` is the number of rows, or of experiments."""

    step: Step
    done: bool
    count: int


@dataclass(frozen=True)
class Checklist:
    """The steps of a project: its files, whether it is prepared, its experiments."""

    items: tuple[Item, ...]
    state: PreparationState

    @property
    def next(self) -> Step | None:
        """The step to take next, required steps first; None when nothing is missing."""
        missing = [item.step for item in self.items if not item.done]
        return next((step for step in (*REQUIRED, "train", "test", "experiment") if step in missing), None)


def checklist(project: Project) -> Checklist:
    """Return the steps of a project, done or not."""
    state = preparation_state(project)
    rows = {role: project.uploads[role].rows if role in project.uploads else 0 for role in ROLES}
    files = [Item(role, role in project.uploads, rows[role]) for role in ROLES]
    experiments = len(list_experiments(project))
    prepared = Item("prepared", state == "ready", int(state == "ready"))
    return Checklist((*files, prepared, Item("experiment", experiments > 0, experiments)), state)

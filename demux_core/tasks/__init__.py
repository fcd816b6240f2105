"""The tasks: all that differs between them lies in one file each.

To add a task, write a subclass of ``Task`` in its own file and register it below.
"""

from demux_core.base.errors import InputError
from demux_core.tasks.base import Task
from demux_core.tasks.classification import Classification
from demux_core.tasks.question_answering import QuestionAnswering
from demux_core.tasks.tagging import Tagging

# In the order in which people see them. Files are tried against the last task first, because the first one is
# the most general: any text fits it.
TASKS: dict[str, Task] = {}


def register(task: Task) -> Task:
    """Add a task.

    Raises:
        ValueError: another task has this name.
    """
    if task.name in TASKS:
        raise ValueError(f"a task must have a unique name, got {task.name!r} again; choose another")
    TASKS[task.name] = task
    return task


def find_task(name: str) -> Task:
    """Return the task called ``name``.

    Raises:
        InputError: there is no such task; the message lists the choices.
    """
    if name not in TASKS:
        raise InputError(f"task must be one of {', '.join(TASKS)}, got {name!r}")
    return TASKS[name]


for _task in (Classification(), Tagging(), QuestionAnswering()):
    register(_task)

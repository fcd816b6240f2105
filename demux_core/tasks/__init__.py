"""The tasks: everything that differs between them is in the file of each; everything else asks it.

To add one, write a file with a subclass of ``Task`` and name it below.
"""

from demux_core.base.errors import InputError
from demux_core.tasks.base import Task
from demux_core.tasks.classification import Classification
from demux_core.tasks.question_answering import QuestionAnswering
from demux_core.tasks.tagging import Tagging

# In the order in which people choose from them. A file is tried as the last one first: the first one is the
# most general, and any text will do for it.
TASKS: dict[str, Task] = {}


def register(task: Task) -> Task:
    """Add a task.

    Raises:
        ValueError: there is one of this name.
    """
    if task.name in TASKS:
        raise ValueError(f"a task needs a name of its own, got {task.name!r} again; choose another")
    TASKS[task.name] = task
    return task


def find_task(name: str) -> Task:
    """The task called ``name``.

    Raises:
        InputError: there is none; with the choices.
    """
    if name not in TASKS:
        raise InputError(f"task must be one of {', '.join(TASKS)}, got {name!r}")
    return TASKS[name]


for _task in (Classification(), Tagging(), QuestionAnswering()):
    register(_task)

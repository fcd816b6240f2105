"""The three demo projects, one a task: the files of each, and the experiment that was run on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from demux_core.base.errors import InputError
from demux_core.base.files import sha256_of
from demux_core.workspace.project import Project, Role
from demux_core.workspace.project_files import put_file

DEMO = Path(__file__).resolve().parents[2] / "data" / "demo"
SHIPPED = DEMO / "workspace"
EXPERIMENT = "Low budgets"
STORY = "notices"  # the demo that a newcomer is shown: there, choosing clearly pays
_ALL = (
    *("knn_uncertainty", "random", "gold", "average_dist"),
    *("uncertainty", "uncertainty_knn", "egalitarian", "same_distribution"),
)
_FEWER = ("knn_uncertainty", "random", "gold", "average_dist", "egalitarian")


@dataclass(frozen=True)
class Demo:
    """A demo project.

    Args:
        name: its name on the command line and of its folder in ``workspace/``.
        subject: its subject, for the names of projects.
        task: name of its task.
        question: what its model answers, in plain words.
        about: one plain line about it.
        files: the files of every role, below ``data/demo``.
        strategies: the strategies of its experiment.
        budgets: the budgets of its experiment and of its selections.
    """

    name: str
    subject: str
    task: str
    question: str
    about: str
    files: Mapping[Role, tuple[str, ...]]
    strategies: tuple[str, ...] = _FEWER
    budgets: tuple[int, ...] = (10, 50)

    @property
    def title(self) -> str:
        """The name of its project."""
        return f"Demo: {self.subject}"


def _files(
    folder: str, suffix: str, sample_suffix: str, targets: Sequence[str]
) -> dict[Role, tuple[str, ...]]:
    return {
        "pool": (f"{folder}/pool{suffix}",),
        "target": tuple(f"{folder}/target_{target}{sample_suffix}" for target in targets),
        "train": (f"{folder}/train_en{suffix}",),
        "test": tuple(f"{folder}/test_{target}{suffix}" for target in targets),
        "gold": tuple(f"{folder}/gold_{target}{suffix}" for target in targets),
    }


DEMOS = {
    demo.name: demo
    for demo in (
        Demo(
            "intents",
            "intents in Nepali",
            "sequence",
            "What does the patient want?",
            "Sorts messages to a clinic into twelve intents; texts in 22 languages to choose from.",
            _files("intents", ".csv", ".txt", ["ne"]),
            _ALL,
        ),
        Demo(
            "slots",
            "slots in Nepali",
            "token",
            "Which words matter?",
            "Marks medicines, symptoms, places and times in the same messages, word by word.",
            _files("slots", ".jsonl", ".jsonl", ["ne"]),
        ),
        Demo(
            "notices",
            "questions on notices",
            "qa",
            "Where is the answer?",
            "Finds the words of a clinic's notice that answer a question; questions in five languages.",
            _files("questions", ".jsonl", ".jsonl", ["ne", "sw"]),
        ),
    )
}


def find_demo(name: str) -> Demo:
    """The demo called ``name``.

    Raises:
        InputError: there is none; the message lists the choices.
    """
    if name not in DEMOS:
        raise InputError(f"demo must be one of {', '.join(DEMOS)}, got {name!r}")
    return DEMOS[name]


def add_files(project: Project, demo: Demo) -> Project:
    """Add the demo's files that the project lacks in their present version."""
    for role, names in demo.files.items():
        for path in (DEMO / name for name in names):
            upload = project.uploads.get(role)
            artifacts = {file.artifact for file in upload.files} if upload else set()
            if f"{sha256_of(path)}{path.suffix}" not in artifacts:
                project, _ = put_file(project, role, path.name, path.read_bytes())
    return project

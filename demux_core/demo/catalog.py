"""The three demo projects, one a task: their files, and the experiment that was run on each."""

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
_ALL = (
    *("knn_uncertainty", "random", "gold", "average_dist"),
    *("uncertainty", "uncertainty_knn", "egalitarian", "same_distribution"),
)
_FEWER = ("knn_uncertainty", "random", "gold", "average_dist", "egalitarian")


@dataclass(frozen=True)
class Demo:
    """A demo project.

    Args:
        name: what the command line and the folder in ``workspace/`` call it.
        subject: what it is about, for the projects' names.
        task: name of its task.
        about: one plain line for people.
        files: those of every role, below ``data/demo``.
        strategies: those of its experiment.
        budgets: of its experiment and of its selections.
    """

    name: str
    subject: str
    task: str
    about: str
    files: Mapping[Role, tuple[str, ...]]
    strategies: tuple[str, ...] = _FEWER
    budgets: tuple[int, ...] = (10, 50)

    @property
    def title(self) -> str:
        """The project's name."""
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
            "What does a patient want? Twelve intents, texts of 22 languages to choose from.",
            _files("intents", ".csv", ".txt", ["ne"]),
            _ALL,
        ),
        Demo(
            "slots",
            "slots in Nepali",
            "token",
            "Which words name a medicine, a symptom, a place, a time? The same texts, word by word.",
            _files("slots", ".jsonl", ".jsonl", ["ne"]),
        ),
        Demo(
            "notices",
            "questions on notices",
            "qa",
            "Which words of a clinic's notice answer a question? Questions in five languages to choose from.",
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
    """Give the project those of the demo's files that it has not as they are now."""
    for role, names in demo.files.items():
        for path in (DEMO / name for name in names):
            has = (
                {file.artifact for file in project.uploads[role].files} if role in project.uploads else set()
            )
            if f"{sha256_of(path)}{path.suffix}" not in has:
                project, _ = put_file(project, role, path.name, path.read_bytes())
    return project

"""The three demo projects, one a task: the files of each, and the experiments that were run on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from demux_core.base.errors import InputError
from demux_core.base.files import sha256_of
from demux_core.base.product import data_folder
from demux_core.experiments.plan import CellGrid, ProbePlan, TrainingPlan
from demux_core.strategies import STRATEGIES
from demux_core.workspace.project import Project, Role
from demux_core.workspace.project_files import name_language, put_file

DEMO = data_folder() / "demo"
SHIPPED = DEMO / "workspace"
STORY = "notices"  # the demo that a newcomer is shown: there, chosen labels buy the most


@dataclass(frozen=True)
class DemoExperiment:
    """An experiment that was run on a demo.

    Args:
        name: its name in the project.
        file: the name of its shipped files, without suffix.
        grids: what is run, in this order.
        training: how its models are trained.
        ships_points: whether its files name the chosen points, which are many where budgets are large.
    """

    name: str
    file: str
    grids: tuple[CellGrid, ...]
    training: TrainingPlan | ProbePlan
    ships_points: bool = True


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
        sources: the folder of its hand-written sources, below ``data/demo``.
        experiments: what was run on it, the one that pages show first at the beginning.
        budgets: the budgets of its selections.
    """

    name: str
    subject: str
    task: str
    question: str
    about: str
    files: Mapping[Role, tuple[str, ...]]
    sources: str
    experiments: tuple[DemoExperiment, ...]
    budgets: tuple[int, ...] = (10, 50)

    @property
    def title(self) -> str:
        """The name of its project."""
        return f"Demo: {self.subject}"

    @property
    def chooser(self) -> str:
        """The strategy that stands for choosing: the first of its grid that is meant to beat RANDOM."""
        compared = self.experiments[0].grids[0].strategies
        return next(name for name in compared if STRATEGIES[name].is_contender)


def _files(folder: str, suffix: str, targets: Sequence[str]) -> dict[Role, tuple[str, ...]]:
    return {
        "pool": (f"{folder}/pool{suffix}",),
        "target": tuple(f"{folder}/target_{target}{suffix}" for target in targets),
        "train": (f"{folder}/train_en{suffix}",),
        "test": tuple(f"{folder}/test_{target}{suffix}" for target in targets),
        "gold": tuple(f"{folder}/gold_{target}{suffix}" for target in targets),
    }


def _fine_tuned(*grids: CellGrid) -> DemoExperiment:
    return DemoExperiment("Low budgets", "experiment", grids, TrainingPlan(replay=True))


def _probe(*strategies: str) -> DemoExperiment:
    budgets, seeds = (5, 10, 25, 50, 100, 250, 500, 1_000), tuple(range(1, 11))
    grids = (CellGrid(strategies, budgets, seeds), CellGrid(("gold",), budgets[:4], seeds))
    return DemoExperiment("Up to 1,000 texts", "probe", grids, ProbePlan(), ships_points=False)


_EVERY_TASK = (
    *("random", "knn_uncertainty", "average_dist", "cover", "uncertainty", "uncertainty_knn"),
    *("round_robin", "nn_lang", "egalitarian", "same_distribution"),
)
DEMOS = {
    demo.name: demo
    for demo in (
        Demo(
            "intents",
            "intents in Nepali",
            "sequence",
            "What does the patient want?",
            "Sorts messages to a clinic into twelve intents; texts in 22 languages to choose from.",
            _files("intents", ".csv", ["ne"]),
            "utterances",
            (
                _fine_tuned(
                    CellGrid(("random", "knn_uncertainty", "average_dist", "cover", "gold"), (10,)),
                    CellGrid(("random", "knn_uncertainty", "cover"), (50, 250)),
                ),
                _probe(*_EVERY_TASK),
            ),
            budgets=(10, 50, 250),
        ),
        Demo(
            "slots",
            "slots in Nepali",
            "token",
            "Which words matter?",
            "Marks medicines, symptoms, places and times in the same messages, word by word.",
            _files("slots", ".jsonl", ["ne"]),
            "utterances",
            (
                _fine_tuned(
                    CellGrid(("random", "token_uncertainty", "token_nn", "knn_uncertainty"), (10, 50)),
                    CellGrid(("average_dist", "gold"), (10,)),
                ),
                _probe(*_EVERY_TASK, "token_nn", "token_uncertainty"),
            ),
        ),
        Demo(
            "notices",
            "questions on notices",
            "qa",
            "Where is the answer?",
            "Finds the words of a clinic's notice that answer a question; questions in five languages.",
            _files("questions", ".jsonl", ["ne", "sw"]),
            "notices",
            (
                _fine_tuned(
                    CellGrid(("random", "knn_uncertainty", "average_dist", "cover", "gold"), (10,)),
                    CellGrid(("random", "knn_uncertainty", "cover"), (50,)),
                ),
            ),
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
                if language := sample_language(role, path):
                    project = name_language(project, role, path.name, language)
    return project


def sample_language(role: Role, path: Path) -> str | None:
    """The language of a target sample, which has no column of them but the name of its file says it."""
    return path.stem.removeprefix("target_") if role == "target" else None

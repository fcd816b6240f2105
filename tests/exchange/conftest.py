"""Small projects of the three tasks, in scripts whose offsets are easily got wrong."""

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from demux_core.data.dataset import Dataset
from demux_core.data.loading import load
from demux_core.exchange.sheet import Answer, Sheet
from demux_core.exchange.sheets import project_labels, project_sheet
from demux_core.workflows.labelling import OWN_LABELS
from demux_core.workspace.label_log import add_label, effective_labels, read_log
from demux_core.workspace.project import Project, create_project, put_setting
from demux_core.workspace.project_files import put_file

# Right to left, combining marks, characters outside the basic plane, no spaces between words.
TEXTS = {
    "s1": ("ar", "أعجبني الفيلم كثيرا"),
    "s2": ("ne", "मलाई किताब मन पर्छ"),
    "s3": ("ja", "映画は😀とても面白かった"),
    "s4": ("en", '=2+3 "quoted", is it?'),
    "s5": ("yo", "Ọjọ́ dára púpọ̀"),
}
WORDS = {
    "w1": ("he", ["דנה", "גרה", "ב", "חיפה"]),
    "w2": ("ne", ["आशा", "इलाममा", "बस्छिन्", "।"]),
    "w3": ("zh", ["王", "芳", "住", "在", "😀", "上", "海"]),
    "w4": ("en", ["#", "one", "_", "O"]),
}
QUESTIONS = {
    "q1": ("ar", "أين يقع المتحف؟", "يقع المتحف في مدينة حلب القديمة."),
    "q2": ("th", "ตลาดอยู่ที่ไหน", "ตลาดอยู่ที่เชียงใหม่ใกล้แม่น้ำ"),
    "q3": ("en", "Where is the\nlibrary?", "😀 The library is in Gulu, Uganda."),
}
FILES: dict[str, list[dict[str, Any]]] = {
    "sequence": [{"id": name, "lang": lang, "text": text} for name, (lang, text) in TEXTS.items()],
    "token": [{"id": name, "lang": lang, "tokens": words} for name, (lang, words) in WORDS.items()],
    "qa": [
        {"id": name, "lang": lang, "question": question, "context": context}
        for name, (lang, question, context) in QUESTIONS.items()
    ],
}
LABELS: dict[str, dict[str, Any]] = {
    "sequence": {"s1": "good", "s2": "good", "s3": 'so & "so"', "s4": "none <at> all"},
    "token": {
        "w1": ["B-PER", "O", "O", "B-LOC"],
        "w2": ["B-PER", "B-LOC", "O", "O"],
        "w3": ["B-PER", "I-PER", "O", "O", "O", "B-LOC", "I-LOC"],
        "w4": ["O", "O", "O", "O"],
    },
    "qa": {"q1": {"text": "حلب القديمة", "start": 20}, "q3": {"text": "Gulu", "start": 20}},
}
OTHERS: dict[str, dict[str, Any]] = {
    "sequence": {"s2": 'so & "so"', "s5": "good"},
    "token": {"w1": ["O", "O", "O", "B-LOC"]},
    "qa": {"q2": {"text": "เชียงใหม่", "start": 11}},
}


LABEL_SETS: dict[str, list[str]] = {
    "sequence": ["good", "none <at> all", 'so & "so"'],
    "token": ["O", "B-LOC", "I-LOC", "B-PER", "I-PER"],
    "qa": [],
}


def pool_of(task: str) -> Dataset:
    """The texts of a task, without labels."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pool.jsonl"
        path.write_bytes(content_of(task))
        return load(path, task=task)


def content_of(task: str) -> bytes:
    """A file with the texts of a task."""
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in FILES[task]).encode()


def sheet_of(task: str, *people: tuple[str, dict[str, Any]], **options: Any) -> Sheet:
    """The texts of a task with the labels of these people; ``options`` are further parts of the sheet."""
    answers: dict[str, list[Answer]] = {}
    for who, labels in people:
        for name, label in labels.items():
            answers.setdefault(name, []).append(Answer(label, who))
    return Sheet(pool_of(task), LABEL_SETS[task], answers, **options)


@dataclass(frozen=True)
class Bench:
    """A project of one task, its pool and its labels."""

    project: Project
    pool: Dataset

    @property
    def known(self) -> list[str]:
        return project_labels(self.project, [self.pool])

    def label(self, labels: dict[str, Any], who: str) -> None:
        ids = list(self.pool.frame["id"])
        for name, label in labels.items():
            add_label(self.project, self.pool, ids.index(name), label, who, replaces=False)

    def sheet(self) -> Sheet:
        return project_sheet(self.project, self.pool, range(len(self.pool)), self.known)

    def standing(self) -> dict[str, tuple[Any, str]]:
        found = effective_labels(read_log(self.project))
        return {name: (each.label, each.annotator) for name, each in found.items()}


def bench(task: str) -> Bench:
    """A project whose pool's file has no labels, and which knows those of ``LABEL_SETS``."""
    project, pool = put_file(create_project(task), "pool", "pool.jsonl", content_of(task))
    if LABEL_SETS[task]:
        project = put_setting(project, OWN_LABELS, LABEL_SETS[task])
    return Bench(project, pool)


@pytest.fixture(autouse=True)
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEMUX_WORKSPACE", str(tmp_path / "workspace"))

"""Small projects of the three tasks, in scripts whose offsets are easily got wrong."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from demux_core.data.dataset import Dataset
from demux_core.exchange.sheet import Sheet
from demux_core.exchange.sheets import project_labels, project_sheet
from demux_core.workspace.label_log import add_label, effective_labels, read_log
from demux_core.workspace.project import Project, create_project
from demux_core.workspace.project_files import load_file, put_file

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

    def sheet(self, **options: Any) -> Sheet:
        return project_sheet(self.project, self.pool, range(len(self.pool)), self.known, **options)

    def standing(self) -> dict[str, tuple[Any, str]]:
        found = effective_labels(read_log(self.project))
        return {name: (each.label, each.annotator) for name, each in found.items()}


def bench(task: str, name: str = "first") -> Bench:
    """A project whose pool's file has no labels, and which knows those of ``LABELS``."""
    from demux_core.workflows.labelling import OWN_LABELS
    from demux_core.workspace.project import put_setting

    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in FILES[task])
    project, _ = put_file(create_project(name), "pool", "pool.jsonl", lines.encode())
    pool = load_file(project, "pool")
    names = {each for label in LABELS[task].values() for each in pool.task.names_in(label)}
    if names:
        project = put_setting(project, OWN_LABELS, sorted(names))
    return Bench(project, pool)


@pytest.fixture(autouse=True)
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEMUX_WORKSPACE", str(tmp_path / "workspace"))
